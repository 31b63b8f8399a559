#include "core/ml/linear/discriminant.h"

#include <algorithm>
#include <cmath>

#include "core/math/linear_algebra.h"
#include "core/ml/linear/gram.h"

namespace lectern::linear {
namespace {

// S += weight · (a − b)(a − b)ᵀ
void add_outer_difference(Matrix<double>& S, const double* a, const double* b, double weight) {
  for (std::ptrdiff_t j = 0; j < S.rows(); ++j) {
    for (std::ptrdiff_t k = 0; k < S.cols(); ++k) S(j, k) += weight * (a[j] - b[j]) * (a[k] - b[k]);
  }
}

double quadratic_form(const Matrix<double>& S, std::span<const double> v) {
  double sum = 0;
  for (std::ptrdiff_t j = 0; j < S.rows(); ++j) {
    for (std::ptrdiff_t k = 0; k < S.cols(); ++k) {
      sum += v[static_cast<std::size_t>(j)] * S(j, k) * v[static_cast<std::size_t>(k)];
    }
  }
  return sum;
}

}  // namespace

ClassScatter class_scatter(ConstMatrixView<double> X, std::span<const int> labels, int classes) {
  const std::ptrdiff_t d = X.cols;
  ClassScatter scatter{Matrix<double>(classes, d), std::vector<double>(static_cast<std::size_t>(classes), 0.0),
                       std::vector<double>(static_cast<std::size_t>(d), 0.0), Matrix<double>(d, d),
                       Matrix<double>(d, d)};
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const int k = labels[static_cast<std::size_t>(i)];
    scatter.priors[static_cast<std::size_t>(k)] += 1;
    for (std::ptrdiff_t j = 0; j < d; ++j) {
      scatter.means(k, j) += X(i, j);
      scatter.mean[static_cast<std::size_t>(j)] += X(i, j);
    }
  }
  const auto n = static_cast<double>(X.rows);
  for (double& value : scatter.mean) value /= n;
  for (int k = 0; k < classes; ++k) {
    double& count = scatter.priors[static_cast<std::size_t>(k)];
    for (std::ptrdiff_t j = 0; j < d; ++j) scatter.means(k, j) /= count;
    add_outer_difference(scatter.between, scatter.means.row(k), scatter.mean.data(), count);
    count /= n;
  }
  ScatterSum within(d);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    within.add(X.row(i), scatter.means.row(labels[static_cast<std::size_t>(i)]));
  }
  scatter.within = within.sum();
  return scatter;
}

std::optional<LinearDiscriminants> linear_discriminants(ConstMatrixView<double> X, std::span<const int> labels,
                                                        int classes) {
  LinearDiscriminants result{class_scatter(X, labels, classes), {}, {}};
  Matrix<double> covariance = result.scatter.within;
  for (std::ptrdiff_t i = 0; i < covariance.size(); ++i) {
    covariance.data()[i] /= static_cast<double>(X.rows - classes);
  }
  const auto eigen = generalised_symmetric_eigen(result.scatter.between, covariance);
  if (!eigen) return std::nullopt;
  const std::ptrdiff_t d = X.cols, r = std::min<std::ptrdiff_t>(classes - 1, d);
  result.scalings = Matrix<double>(d, r);
  double total = 0;
  for (std::ptrdiff_t j = 0; j < r; ++j) {
    const std::ptrdiff_t from = d - 1 - j;  // ascending order turned round
    const double value = std::max(eigen->values[static_cast<std::size_t>(from)], 0.0);
    result.explained_variance_ratio.push_back(value);
    total += value;
    for (std::ptrdiff_t i = 0; i < d; ++i) result.scalings(i, j) = eigen->vectors(i, from);
  }
  for (double& value : result.explained_variance_ratio) value = total > 0 ? value / total : NAN;
  return result;
}

Matrix<double> LinearDiscriminants::transform(ConstMatrixView<double> X) const {
  Matrix<double> centred(X.rows, X.cols);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) centred(i, j) = X(i, j) - scatter.mean[static_cast<std::size_t>(j)];
  }
  return product(centred, scalings);
}

double separation(const ClassScatter& scatter, std::span<const double> v) {
  return quadratic_form(scatter.between, v) / quadratic_form(scatter.within, v);
}

std::optional<FisherDirection> fisher_direction(const ClassScatter& scatter) {
  const std::ptrdiff_t d = scatter.means.cols();
  Matrix<double> difference(d, 1);
  for (std::ptrdiff_t j = 0; j < d; ++j) difference(j, 0) = scatter.means(1, j) - scatter.means(0, j);
  const auto solution = solve_positive_definite(scatter.within, difference);
  if (!solution) return std::nullopt;
  FisherDirection result{{solution->data(), solution->data() + d}, 0};
  double norm2 = 0, distance = 0;
  for (double value : result.direction) norm2 += value * value;
  for (double& value : result.direction) value /= std::sqrt(norm2);
  for (std::ptrdiff_t j = 0; j < d; ++j) distance += difference(j, 0) * result.direction[static_cast<std::size_t>(j)];
  result.criterion = distance * distance / quadratic_form(scatter.within, result.direction);
  return result;
}

}  // namespace lectern::linear
