#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/linear/batch_descent.h"
#include "core/ml/linear/quadratic_cost.h"

namespace lectern::linear {

// How stochastic gradient descent moves about the minimum of a mean squared error for ever, at a constant η.
// With ξ the noise of a batch's gradient, C the covariance of one sample's gradient at θ*, and
//   k = (n − b) / (b (n − 1)),
// the share of C that is left in a batch of b different samples out of n:
//   Δ ← (1 − ηH) Δ − η ξ,   Δ = θ − θ*
class BatchNoise {
 public:
  BatchNoise() = default;  // of no samples
  // A  n × p, y  n
  BatchNoise(ConstMatrixView<double> A, std::span<const double> y, const QuadraticCost& cost);

  // The stationary covariance E[ΔΔᵀ] (p × p) of batches drawn independently, the solution of
  //   Σ = Σ − η(HΣ + ΣH) + η² (HΣH + k (M(Σ) − HΣH) + k C),   M(Σ) = mean of G_i Σ G_i,  G_i = 2 a_i a_iᵀ
  // Exact: it counts that the curvature differs from batch to batch. Nothing where η is too large for one to exist,
  // or where the cost is flat somewhere.
  std::optional<Matrix<double>> independent(int batch, double eta) const;

  // The same averaged over the updates of an epoch, for batches that go once through all samples in every epoch: the
  // noise of two batches of one epoch has covariance −C/(n − 1), so that it cancels within the epoch; the last batch
  // may be smaller. With V the covariance if the curvature of every batch were H, and L Σ = η² k C the equation of
  // independent batches, of which L₀ is what is left where all curvatures are H:
  //   L Σ = L₀ V,   L₀ V = η(HV + VH) − η² HVH
  // An approximation: what the unlike curvatures of the batches add does not cancel, as it depends on a Δ that has
  // changed from one batch to the next. So it ends where independent batches have none, too. With hundreds of samples
  // it is right to a few hundredths of itself; with ten it is about a fifth too small where η is large. batch ≥ 1
  std::optional<Matrix<double>> shuffled(int batch, double eta) const;

  std::optional<Matrix<double>> of(BatchOrder order, int batch, double eta) const {
    return order == BatchOrder::independent ? independent(batch, eta) : shuffled(batch, eta);
  }

  // E|θ − θ*|², the trace of that; NaN where there is none.
  double mean_square_distance(BatchOrder order, int batch, double eta) const;

  // The same for fractions γ = b/n of the data between 1/n and 1, evenly spaced by their logarithm; sizes that leave
  // no small, noisy batch at the end of an epoch.   count ≥ 2
  struct AtFraction {
    double fraction, distance;
    auto state() const { return std::tie(fraction, distance); }
  };
  std::vector<AtFraction> distances_by_fraction(BatchOrder order, double eta, int count) const;

  // The largest η, to 2⁻¹⁴ of 2/λ_max, at which E[ΔΔᵀ] of independent batches stays bounded; 2/λ_max for b = n.
  double largest_stable_rate(int batch) const;

  auto state() const { return std::tie(cost_, n_, gradients_, fourth_); }

 private:
  double noise_share(int batch) const;                                  // k
  bool has_spread(double eta) const;                                    // of batches whose curvature is H
  Matrix<double> without_curvature_noise(int batch, double eta) const;  // V of shuffled batches
  std::optional<Matrix<double>> with_curvature_noise(const Matrix<double>& source, int batch, double eta) const;
  double mean_within_epoch(double lambda, double mu, int batch, double eta) const;

  QuadraticCost cost_;
  double n_ = 0;
  Matrix<double> gradients_;  // C, p × p
  Matrix<double> fourth_;     // p² × p²: M(Σ) = fourth · vec Σ
};

// The mean square distance of a descent from the minimum at a constant η, once its start is forgotten: counts from
// when the mean of many such runs would be within a hundredth of the expected noise.
class StationarySpread {
 public:
  // Takes in the place after an update. expected  E|θ − θ*|² by theory; without one (NaN, 0) nothing is counted
  void record(std::span<const double> theta, const QuadraticCost& cost, double eta, double expected);

  std::int64_t count() const { return count_; }
  double mean_square_distance() const { return sum_ / static_cast<double>(count_); }  // NaN before the first

  auto state() const { return std::tie(to_wait_, count_, sum_); }

 private:
  double to_wait_ = -1;  // updates; negative: not known yet
  std::int64_t count_ = 0;
  double sum_ = 0;
};

}  // namespace lectern::linear
