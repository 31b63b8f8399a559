#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/state.h"

namespace lectern::linear {

// The mean squared error of a linear model, kept as the quadratic form that it is:
//   R(θ) = (1/n) |A θ − y|² = R(θ*) + ½ (θ − θ*)ᵀ H (θ − θ*),   H = (2/n) AᵀA
// θ* is the minimum of smallest norm. Without samples R = 0.
// Curvatures below 1e−12 of the largest count as zero: the cost is flat along their directions.
class QuadraticCost {
 public:
  QuadraticCost() = default;
  // A  n × p (p ≥ 1), y  n
  QuadraticCost(ConstMatrixView<double> A, std::span<const double> y);

  int dimension() const { return static_cast<int>(minimum_.size()); }
  double value(std::span<const double> theta) const { return least_ + excess(theta); }
  // R(θ) − R(θ*), never negative.
  double excess(std::span<const double> theta) const;

  std::span<const double> minimum() const { return minimum_; }        // θ*, p
  double least() const { return least_; }                             // R(θ*)
  const Matrix<double>& hessian() const { return hessian_; }          // H, p × p
  std::span<const double> curvatures() const { return curvatures_; }  // eigenvalues of H, ascending, p
  const Matrix<double>& directions() const { return directions_; }    // their eigenvectors, columns, p × p

  double largest_curvature() const { return curvatures_.empty() ? 0 : curvatures_.back(); }
  bool is_flat_somewhere() const { return curvatures_.empty() || curvatures_.front() == 0; }
  // λ_max / λ_min; infinite where the cost is flat somewhere.
  double condition_number() const;

  auto state() const { return std::tie(minimum_, least_, hessian_, curvatures_, directions_); }

 private:
  std::vector<double> minimum_, curvatures_;
  Matrix<double> hessian_, directions_;
  double least_ = 0;
};

// Gradient descent θ ← θ − η ∂R/∂θ multiplies the error along a direction of curvature λ by 1 − ηλ.
// It converges for 0 < η < 2/λ_max. Source: Boyd, Vandenberghe, Convex Optimization (2004), §9.3.
double largest_stable_rate(const QuadraticCost& cost);  // 2/λ_max; infinite where λ_max = 0
double fastest_rate(const QuadraticCost& cost);         // 2/(λ_max + λ_min) over the curvatures above zero
// max |1 − ηλ| over the curvatures above zero: what is left of the error after an update, at worst.
double contraction(const QuadraticCost& cost, double eta);
// Updates after which R(θ) − R(θ*) is `share` of what it was, at worst; infinite if η is not stable.
double updates_until(const QuadraticCost& cost, double eta, double share);

// The gradient of the mean squared error over the named rows, (2/b) Σ_i (θ·a_i − y_i) a_i.
// A  n × p, y  n, rows  b ≥ 1 row numbers, theta  p, gradient  p overwritten
void batch_gradient(ConstMatrixView<double> A, std::span<const double> y, std::span<const std::int32_t> rows,
                    std::span<const double> theta, std::span<double> gradient);

// Additions and multiplications of each way to solve least squares, to leading order: n samples, p ≤ n weights.
// Source: Golub, Van Loan, Matrix Computations (3rd ed., 1996), §5.3–5.4.
constexpr double operations_of_normal_equations(double n, double p) { return n * p * p + p * p * p / 3; }
constexpr double operations_of_qr(double n, double p) { return 2 * n * p * p - 2 * p * p * p / 3; }
constexpr double operations_of_pseudo_inverse(double n, double p) { return 6 * n * p * p + 20 * p * p * p; }
// One update of descent on a batch: a prediction and its share of the gradient for each sample.
constexpr double operations_of_update(double batch, double p) { return 4 * batch * p; }

}  // namespace lectern::linear
