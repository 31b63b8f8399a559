#include "core/ml/linear/widest_margin.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lectern::linear {
namespace {

constexpr std::ptrdiff_t kMostOperations = 5'000'000;

double dot(const std::vector<double>& u, const double* v) {
  double sum = 0;
  for (std::size_t j = 0; j < u.size(); ++j) sum += u[j] * v[j];
  return sum;
}

// The vectors y (x, 1), row by row.
Matrix<double> signed_samples(ConstMatrixView<double> X, std::span<const int> y) {
  Matrix<double> V(X.rows, X.cols + 1);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const double sign = y[static_cast<std::size_t>(i)];
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) V(i, j) = sign * X(i, j);
    V(i, X.cols) = sign;
  }
  return V;
}

// The rows that a point of the hull leans on: the one whose product with it is least, and of those that have
// a share in the point the one whose product is largest.
struct Extremes {
  std::ptrdiff_t least = 0, largest = 0;
  double least_product = 0, largest_product = 0;
};

Extremes find_extremes(const Matrix<double>& V, const std::vector<double>& u, const std::vector<double>& share) {
  Extremes found{0, 0, INFINITY, -INFINITY};
  for (std::ptrdiff_t i = 0; i < V.rows(); ++i) {
    const double product = dot(u, V.row(i));
    if (product < found.least_product) {
      found.least = i;
      found.least_product = product;
    }
    if (share[static_cast<std::size_t>(i)] > 0 && product > found.largest_product) {
      found.largest = i;
      found.largest_product = product;
    }
  }
  return found;
}

// Moves as much of the share of one row to another as brings u nearest to 0; returns whether that was anything.
bool move_share(const Matrix<double>& V, const Extremes& rows, std::vector<double>& u, std::vector<double>& share) {
  const double *to = V.row(rows.least), *from = V.row(rows.largest);
  double length2 = 0;
  for (std::size_t j = 0; j < u.size(); ++j) length2 += (from[j] - to[j]) * (from[j] - to[j]);
  if (!(length2 > 0)) return false;
  double& given = share[static_cast<std::size_t>(rows.largest)];
  const double moved = std::min(given, (rows.largest_product - rows.least_product) / length2);
  given = moved == given ? 0 : given - moved;
  share[static_cast<std::size_t>(rows.least)] += moved;
  for (std::size_t j = 0; j < u.size(); ++j) u[j] += moved * (to[j] - from[j]);
  return moved > 0;
}

}  // namespace

std::optional<Separator> widest_margin(ConstMatrixView<double> X, std::span<const int> y, double tolerance) {
  if (X.rows == 0) return std::nullopt;
  const Matrix<double> V = signed_samples(X, y);
  std::vector<double> u(V.row(0), V.row(0) + V.cols()), share(static_cast<std::size_t>(V.rows()));
  share[0] = 1;
  const std::ptrdiff_t most = kMostOperations / V.size();
  for (std::ptrdiff_t i = 0; i < most; ++i) {
    const Extremes rows = find_extremes(V, u, share);
    const double length2 = dot(u, u.data());
    if (rows.least_product >= (1 - tolerance) * length2 || !move_share(V, rows, u, share)) break;
  }
  const double length = std::sqrt(dot(u, u.data())), margin = find_extremes(V, u, share).least_product / length;
  if (!(margin > 0)) return std::nullopt;
  Separator found;
  found.margin = margin;
  for (double& value : u) value /= length;
  found.b = u.back();
  found.w.assign(u.begin(), u.end() - 1);
  for (std::ptrdiff_t i = 0; i < V.rows(); ++i) {
    const std::vector<double> v(V.row(i), V.row(i) + V.cols());
    found.radius = std::max(found.radius, std::sqrt(dot(v, v.data())));
  }
  return found;
}

}  // namespace lectern::linear
