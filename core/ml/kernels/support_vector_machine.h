#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/state.h"
#include "core/ml/kernels/kernel_function.h"

namespace lectern::kernels {

struct SvmOptions {
  KernelFunction kernel;
  double C = 1;                // price of a violated margin, > 0
  double positive_weight = 1;  // C of class +1 is C · positive_weight
  double negative_weight = 1;
  double tolerance = 1e-3;  // stops when the largest violation of optimality is below
  std::int64_t maximum_updates = 10'000'000;
  std::size_t cache_bytes = 100 * 1024 * 1024;  // of kernel rows kept; at least two rows are
};

// A soft-margin support vector machine: f(x) = Σ α_i y_i k(x_i, x) + b.
struct SupportVectorMachine {
  KernelFunction kernel;
  Matrix<double> support;            // s × d: the samples with α > 0
  std::vector<double> coefficients;  // s: α_i y_i
  double intercept = 0;              // b

  auto state() const { return std::tie(support, coefficients, intercept); }

  double decision(std::span<const double> x) const;
  // out  m  overwritten with f of the rows of X, m × d
  void decisions(ConstMatrixView<double> X, std::span<double> out) const;
};

// The plane f = w·φ(x) + b in the image space of quadratic_map() that a machine of the kernel (γ u·v)² is:
//   w = γ² Σ α_i y_i φ(x_i).   Two features; kernel: polynomial of degree 2 with c = 0.
struct QuadraticPlane {
  std::array<double, 3> w{};
  double b = 0;
};
QuadraticPlane quadratic_plane(const SupportVectorMachine& machine);

// Minimises ½ αᵀQα − Σα with Q_ij = y_i y_j k(x_i, x_j), 0 ≤ α_i ≤ C_i, Σ α_i y_i = 0, two α at a time
// (sequential minimal optimisation, the pair chosen by second-order information); step() by step or to the end.
// Sources: Platt (1998); Fan, Chen, Lin, J. Machine Learning Research 6 (2005) 1889, WSS 2.
class SvmSolver {
 public:
  // X  n × d and y  n in {−1, +1} must outlive the solver and its copies, which share the kernel rows kept.
  SvmSolver(ConstMatrixView<double> X, std::span<const int> y, const SvmOptions& options);

  // Before the first step: begins with these α, n, each cut to its bounds; those of the side that outweighs the other
  // are scaled down until Σ α y = 0.
  void begin_with(std::span<const double> alpha);

  // One pair of α; returns false, changing nothing, once the solution is within the tolerance.
  bool step();
  // Steps until done or out of updates; returns whether the solution is within the tolerance.
  bool solve();

  std::span<const double> alpha() const { return alpha_; }  // n; 0 and C_i exact at the bounds
  double intercept() const;
  double dual_objective() const;  // Σα − ½ αᵀQα
  // ½|w|² + Σ C_i max(0, 1 − y_i f(x_i)), never below the dual objective and equal to it at the solution.
  double primal_objective() const;
  // By how much the conditions of Karush, Kuhn and Tucker are violated: max −y_t G_t over the α y that can grow
  // minus its min over those that can shrink, G = Qα − 1; 0 where there is no such pair. step() ends at the tolerance.
  double violation() const;
  // y_i f(x_i) of the solver's own sample i; b  intercept()
  double margin(std::size_t i, double b) const { return gradient_[i] + 1 + y_[i] * b; }
  double bound(std::size_t i) const { return y_[i] > 0 ? positive_bound_ : negative_bound_; }
  std::int64_t updates() const { return updates_; }
  // The samples whose α were changed last, −1 before the first update.
  struct Pair {
    std::ptrdiff_t i = -1, j = -1;
  };
  Pair last_pair() const { return last_pair_; }
  SupportVectorMachine machine() const;

  auto state() const {
    return std::tuple(std::tie(alpha_, updates_), unhashed(gradient_), unhashed(diagonal_), unhashed(rows_),
                      unhashed(cached_));
  }

 private:
  bool can_grow(std::size_t t) const { return y_[t] > 0 ? alpha_[t] < bound(t) : alpha_[t] > 0; }
  bool can_shrink(std::size_t t) const { return y_[t] > 0 ? alpha_[t] > 0 : alpha_[t] < bound(t); }
  Pair most_violating_pair();
  void update(Pair pair);
  using KernelRow = std::shared_ptr<const std::vector<double>>;
  // Row i of the kernel matrix, from the cache if it is there.
  KernelRow kernel_row(std::ptrdiff_t i);
  struct Gap {
    double highest, lowest;
    std::ptrdiff_t grows;  // where it is highest, −1: nowhere
  };
  Gap gap() const;

  ConstMatrixView<double> X_;
  std::span<const int> y_;
  SvmOptions options_;
  double positive_bound_, negative_bound_;
  std::vector<double> alpha_;     // n
  std::vector<double> gradient_;  // n: Qα − 1
  std::vector<double> diagonal_;  // n: k(x_i, x_i)
  std::int64_t updates_ = 0;
  Pair last_pair_;

  std::vector<KernelRow> rows_;         // n, null where not in the cache
  std::vector<std::ptrdiff_t> cached_;  // in order of arrival, a ring
  std::size_t oldest_ = 0;
  std::size_t cache_capacity_;
};

}  // namespace lectern::kernels
