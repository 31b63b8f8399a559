#pragma once

#include <span>
#include <vector>

namespace lectern::optimise {

// The indices of the `count` smallest values, ascending; of equal values the first.   y  at least `count`
std::vector<int> smallest_indices(std::span<const double> y, int count);

// A density on [low, high] of kernels on some points, and a uniform one that counts as `prior_weight` points:
//   p(t) = (Σ_i N(t; x_i, h²) + w / (high − low)) / (n + w)
// Kernels are not cut at the ends. Without points and weight: NaN.
struct ParzenDensity {
  std::span<const double> points;
  double bandwidth = 1;  // h > 0
  double prior_weight = 1;
  double low = 0, high = 1;

  double at(double t) const;
};

// The tree-structured Parzen estimator's measure of a place: the logarithm of the density of good values over that of
// bad ones, which grows with the expected improvement.
// Source: Bergstra, Bardenet, Bengio, Kégl, Algorithms for Hyper-Parameter Optimization (NIPS 2011), §4.
struct ParzenRatio {
  ParzenDensity good, bad;

  double at(double t) const;
};

}  // namespace lectern::optimise
