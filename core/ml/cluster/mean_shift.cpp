#include "core/ml/cluster/mean_shift.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/math/elementary.h"
#include "core/math/sums.h"

namespace lectern::cluster {
namespace {

constexpr int kBlock = 256;

}  // namespace

MeanShift::MeanShift(ConstMatrixView<double> X, ConstMatrixView<double> starts, ShiftKernel kernel, double bandwidth,
                     double tolerance)
    // The Gaussian kernel is taken over all points.
    : search_(X, kernel == ShiftKernel::flat ? bandwidth : std::numeric_limits<double>::max() / 4),
      kernel_(kernel),
      bandwidth_(bandwidth),
      tolerance_(tolerance),
      places_(starts.rows, starts.cols),
      mass_(static_cast<std::size_t>(starts.rows)),
      rests_(static_cast<std::size_t>(starts.rows)),
      moving_(static_cast<int>(starts.rows)) {
  for (std::ptrdiff_t i = 0; i < starts.rows; ++i) std::copy_n(starts.row(i), starts.cols, places_.row(i));
}

bool MeanShift::step() {
  if (moving_ == 0) return false;
  const std::ptrdiff_t d = places_.cols();
  std::vector<double> before(static_cast<std::size_t>(d));
  moving_ = 0;
  for (std::ptrdiff_t i = 0; i < places_.rows(); ++i) {
    if (rests_[static_cast<std::size_t>(i)] != 0) continue;
    double* x = places_.row(i);
    std::copy_n(x, d, before.begin());
    mass_[static_cast<std::size_t>(i)] = shift(x);
    double square = 0;
    for (std::ptrdiff_t j = 0; j < d; ++j)
      square += (x[j] - before[static_cast<std::size_t>(j)]) * (x[j] - before[static_cast<std::size_t>(j)]);
    const bool rests = std::sqrt(square) <= tolerance_ * bandwidth_;
    rests_[static_cast<std::size_t>(i)] = rests ? 1 : 0;
    moving_ += rests ? 0 : 1;
  }
  return true;
}

// Moves x to the weighted mean around it and returns the sum of the weights; without any weight x stays.
double MeanShift::shift(double* x) const {
  const Matrix<double>& points = search_.points();
  const std::ptrdiff_t d = points.rows();
  const double square = bandwidth_ * bandwidth_, scale = -0.5 / square;
  double weights[kBlock], mass = 0;
  double sums[64] = {};
  std::vector<double> more;
  double* sum = sums;
  if (d > 64) {
    more.assign(static_cast<std::size_t>(d), 0.0);
    sum = more.data();
  }
  search_.candidates(x, [&](int first, int last) {
    for (; first < last; first += kBlock) {
      const int end = std::min(first + kBlock, last);
      const auto count = static_cast<std::size_t>(end - first);
      search_.squares(x, first, end, weights);
      const std::span<double> w(weights, count);
      if (kernel_ == ShiftKernel::flat) {
        for (double& weight : w) weight = weight <= square ? 1.0 : 0.0;
      } else {
        for (double& weight : w) weight *= scale;
        math::exp(w, w);
      }
      mass += math::sum(w);
      for (std::ptrdiff_t j = 0; j < d; ++j) sum[j] += math::dot(w, {points.row(j) + first, count});
    }
    return true;
  });
  if (mass > 0)
    for (std::ptrdiff_t j = 0; j < d; ++j) x[j] = sum[j] / mass;
  return mass;
}

MeanShift::Modes MeanShift::modes(double merge_radius) const {
  const std::ptrdiff_t m = places_.rows(), d = places_.cols();
  const auto square = [&](const double* a, const double* b) {
    double sum = 0;
    for (std::ptrdiff_t j = 0; j < d; ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sum;
  };
  std::vector<int> order(static_cast<std::size_t>(m)), kept;
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    const double mass_a = mass_[static_cast<std::size_t>(a)], mass_b = mass_[static_cast<std::size_t>(b)];
    return mass_a != mass_b ? mass_a > mass_b : a < b;
  });
  for (int i : order) {
    const bool is_new = std::all_of(kept.begin(), kept.end(), [&](int k) {
      return square(places_.row(i), places_.row(k)) >= merge_radius * merge_radius;
    });
    if (is_new) kept.push_back(i);
  }
  Modes modes{Matrix<double>(static_cast<std::ptrdiff_t>(kept.size()), d),
              std::vector<int>(static_cast<std::size_t>(m))};
  for (std::size_t k = 0; k < kept.size(); ++k)
    std::copy_n(places_.row(kept[k]), d, modes.places.row(static_cast<std::ptrdiff_t>(k)));
  for (std::ptrdiff_t i = 0; i < m; ++i) {
    double nearest = std::numeric_limits<double>::infinity();
    for (std::ptrdiff_t k = 0; k < modes.places.rows(); ++k) {
      const double distance = square(places_.row(i), modes.places.row(k));
      if (!(distance < nearest)) continue;
      nearest = distance;
      modes.labels[static_cast<std::size_t>(i)] = static_cast<int>(k);
    }
  }
  return modes;
}

Matrix<double> lattice_starts(ConstMatrixView<double> X, double side) {
  const auto n = static_cast<std::size_t>(X.rows);
  const auto place = [&](int i, std::ptrdiff_t j) { return std::floor(X(i, j) / side + 0.5); };
  std::vector<int> order(n);
  std::iota(order.begin(), order.end(), 0);
  const auto compare = [&](int a, int b) {
    for (std::ptrdiff_t j = 0; j < X.cols; ++j)
      if (place(a, j) != place(b, j)) return place(a, j) < place(b, j) ? -1 : 1;
    return 0;
  };
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    const int sign = compare(a, b);
    return sign != 0 ? sign < 0 : a < b;
  });
  std::vector<int> firsts;
  for (std::size_t i = 0; i < n; ++i)
    if (i == 0 || compare(order[i - 1], order[i]) != 0) firsts.push_back(order[i]);
  std::sort(firsts.begin(), firsts.end());
  Matrix<double> starts(static_cast<std::ptrdiff_t>(firsts.size()), X.cols);
  for (std::size_t s = 0; s < firsts.size(); ++s)
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) starts(static_cast<std::ptrdiff_t>(s), j) = side * place(firsts[s], j);
  return starts;
}

}  // namespace lectern::cluster
