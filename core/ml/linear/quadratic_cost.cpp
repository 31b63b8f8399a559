#include "core/ml/linear/quadratic_cost.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"

namespace lectern::linear {
namespace {

constexpr double kFlat = 1e-12;  // of the largest curvature
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double smallest_curvature_above_zero(const QuadraticCost& cost) {
  for (const double curvature : cost.curvatures())
    if (curvature > 0) return curvature;
  return 0;
}

}  // namespace

QuadraticCost::QuadraticCost(ConstMatrixView<double> A, std::span<const double> y)
    : minimum_(static_cast<std::size_t>(A.cols), 0.0),
      curvatures_(static_cast<std::size_t>(A.cols), 0.0),
      hessian_(A.cols, A.cols),
      directions_(A.cols, A.cols) {
  if (A.rows == 0) return;
  const auto n = static_cast<double>(A.rows);
  hessian_ = product_transposed_first(A, A);
  for (std::ptrdiff_t i = 0; i < hessian_.size(); ++i) hessian_.data()[i] *= 2 / n;
  SymmetricEigen eigen = symmetric_eigen(hessian_);
  curvatures_ = std::move(eigen.values);
  directions_ = std::move(eigen.vectors);
  for (double& curvature : curvatures_)
    if (curvature < kFlat * curvatures_.back()) curvature = 0;
  const Matrix<double> solution = least_squares_by_qr(A, {y.data(), A.rows, 1});
  std::copy_n(solution.data(), minimum_.size(), minimum_.begin());
  for (std::ptrdiff_t i = 0; i < A.rows; ++i) {
    double residual = -y[static_cast<std::size_t>(i)];
    for (std::size_t j = 0; j < minimum_.size(); ++j) residual += A.row(i)[j] * minimum_[j];
    least_ += residual * residual / n;
  }
}

double QuadraticCost::excess(std::span<const double> theta) const {
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < hessian_.rows(); ++i) {
    double row = 0;
    for (std::ptrdiff_t j = 0; j < hessian_.cols(); ++j)
      row += hessian_(i, j) * (theta[static_cast<std::size_t>(j)] - minimum_[static_cast<std::size_t>(j)]);
    sum += row * (theta[static_cast<std::size_t>(i)] - minimum_[static_cast<std::size_t>(i)]);
  }
  return sum < 0 ? 0 : 0.5 * sum;  // rounding may leave it below zero; NaN stays
}

double QuadraticCost::condition_number() const {
  return is_flat_somewhere() ? kInfinity : curvatures_.back() / curvatures_.front();
}

double largest_stable_rate(const QuadraticCost& cost) {
  return cost.largest_curvature() > 0 ? 2 / cost.largest_curvature() : kInfinity;
}

double fastest_rate(const QuadraticCost& cost) {
  const double sum = cost.largest_curvature() + smallest_curvature_above_zero(cost);
  return sum > 0 ? 2 / sum : kInfinity;
}

double contraction(const QuadraticCost& cost, double eta) {
  double worst = 0;
  for (const double curvature : cost.curvatures())
    if (curvature > 0) worst = std::max(worst, std::fabs(1 - eta * curvature));
  return worst;
}

double updates_until(const QuadraticCost& cost, double eta, double share) {
  const double left = contraction(cost, eta);
  if (left >= 1) return kInfinity;
  if (left <= 0) return 1;
  return std::max(1.0, std::ceil(math::log(share) / (2 * math::log(left))));
}

void batch_gradient(ConstMatrixView<double> A, std::span<const double> y, std::span<const std::int32_t> rows,
                    std::span<const double> theta, std::span<double> gradient) {
  std::fill(gradient.begin(), gradient.end(), 0.0);
  for (const std::int32_t row : rows) {
    const double* a = A.row(row);
    double residual = -y[static_cast<std::size_t>(row)];
    for (std::size_t j = 0; j < theta.size(); ++j) residual += a[j] * theta[j];
    for (std::size_t j = 0; j < theta.size(); ++j) gradient[j] += residual * a[j];
  }
  for (double& g : gradient) g *= 2 / static_cast<double>(rows.size());
}

}  // namespace lectern::linear
