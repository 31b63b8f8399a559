#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/math/matrix.h"

// Maps of inputs to features, one row a sample.
namespace lectern::linear {

// Powers 1, x, x², …, x^degree.   x  n   →   n × (degree + 1)
Matrix<double> polynomial_features(std::span<const double> x, int degree);

// Chebyshev polynomials T_0 … T_degree of x mapped from [low, high] to [−1, 1].   n × (degree + 1)
// Source: T_{k+1}(u) = 2u T_k(u) − T_{k−1}(u).
Matrix<double> chebyshev_features(std::span<const double> x, int degree, double low, double high);

// Cosines cos(πk (x − low)/(high − low)), k = 1 … count, of waves that fit the interval.   n × count
Matrix<double> cosine_features(std::span<const double> x, int count, double low, double high);

// `count` random features r(w·x + b), r(z) = z for z > 0 and leak · z below (a ReLU for leak = 0), with w on the unit
// sphere and b uniform in [−1, 1]. Equal seeds give equal features, and of fewer the first ones. Source: Rahimi, Recht,
// Random Features for Large-Scale Kernel Machines (NIPS 2007).
class RandomReluFeatures {
 public:
  RandomReluFeatures(std::ptrdiff_t inputs, int count, std::uint64_t seed, double leak = 0);

  // X  n × inputs   →   n × count
  Matrix<double> operator()(ConstMatrixView<double> X) const;

 private:
  Matrix<double> weights_;  // inputs × count
  std::vector<double> offsets_;
  double leak_;
};

// A column of ones before X.   n × d   →   n × (d + 1)
Matrix<double> with_intercept_column(ConstMatrixView<double> X);

}  // namespace lectern::linear
