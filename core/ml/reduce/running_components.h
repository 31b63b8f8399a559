#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::reduce {

// The eight leading principal components of rows of small whole numbers that keep coming, such as spins, improved by
// one step of subspace iteration with a Rayleigh–Ritz rotation at a time: V ← orth(Σ V). The covariance Σ (d × d) is
// never formed; a step costs 32 n d operations, in float. Source: Golub, Van Loan, Matrix Computations (4th ed., 2013),
// §8.2.
class RunningComponents {
 public:
  static constexpr int kComponents = 8;

  RunningComponents(int columns, Rng rng);

  // Counts rows that are new.   rows  m × d
  void add_rows(std::span<const std::int8_t> rows);
  // One step of iteration.   rows  n × d, all rows added so far
  void improve(std::span<const std::int8_t> rows);

  // By falling variance, as estimated in the last step: of each component the variance along it and its share of all.
  std::span<const double> variances() const { return variances_; }
  double share(int component) const;
  double total_variance() const { return total_variance_; }
  // d × 8: unit columns; the entries of the first add up to no less than 0.
  const Matrix<float>& components() const { return shown_; }
  // n × 8: (x − mean) · component
  const Matrix<float>& scores() const { return scores_; }

  auto state() const { return std::tie(rows_, sums_, squares_, V_, shown_, scores_, variances_, total_variance_); }

 private:
  std::int64_t rows_ = 0;
  std::vector<std::int64_t> sums_;  // d, of each column
  std::vector<std::int64_t> squares_;
  Matrix<float> V_;       // d × 8: the next directions
  Matrix<float> shown_;   // d × 8
  Matrix<float> scores_;  // n × 8
  std::vector<double> variances_;
  double total_variance_ = 0;
};

}  // namespace lectern::reduce
