#pragma once

#include <array>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"

namespace lectern::kernels {

enum class CovarianceKind { rbf, matern52, matern32 };

inline constexpr std::array<Named<CovarianceKind>, 3> kCovariances{{
    {CovarianceKind::rbf, "rbf", "RBF exp(−r²/2)"},
    {CovarianceKind::matern52, "matern52", "Matérn 5/2"},
    {CovarianceKind::matern32, "matern32", "Matérn 3/2"},
}};

// What functions are likely before any value is known: those with this mean and the covariance amplitude² k(r),
//   r² = Σ_j ((x_j − x'_j) / length_scale_j)²
//   rbf exp(−r²/2)   matern52 (1 + s + s²/3) exp(−s), s = √5 r   matern32 (1 + s) exp(−s), s = √3 r
struct GaussianProcessSpec {
  CovarianceKind kind = CovarianceKind::matern52;
  double amplitude = 1;                  // > 0
  std::vector<double> length_scales{1};  // > 0: one of each input, or one of all
  double noise = 0.1;                    // ≥ 0: standard deviation of what is added to every value observed
  double mean = 0;

  auto state() const { return std::tie(kind, amplitude, length_scales, noise, mean); }
};

// K(a, b) of the rows of A and B, without noise.   A  n × d;  B  m × d;  K  n × m, resized and overwritten
void covariances(const GaussianProcessSpec& spec, ConstMatrixView<double> A, ConstMatrixView<double> B,
                 Matrix<double>& K);

// A Gaussian process given values y = f(x) + noise: the function's mean, and how sure it is, everywhere.
// Source: Rasmussen, Williams, Gaussian Processes for Machine Learning (2006), algorithm 2.1, §5.4.1.
// Numerical note: factors K + noise² 1 in place by Cholesky, row by row: n³/3 multiplications.
class GaussianProcess {
 public:
  // Nothing if K + noise² 1 is not positive definite to working precision.
  // X  n × d, n ≥ 1;  y  n
  static std::optional<GaussianProcess> fit(GaussianProcessSpec spec, ConstMatrixView<double> X,
                                            std::span<const double> y);

  // Mean and variance of the function itself, without noise.   X  m × d;  mean, variance  m each, overwritten
  void predict(ConstMatrixView<double> X, std::span<double> mean, std::span<double> variance) const;
  // The covariance of the function's values at the rows of X.   X  m × d   →   m × m
  Matrix<double> posterior_covariance(ConstMatrixView<double> X) const;

  // log p(y) = −½ (y − mean)ᵀ (K + noise² 1)⁻¹ (y − mean) − ½ log det(K + noise² 1) − n/2 log 2π
  double log_marginal_likelihood() const;

  // ∂ log p(y) / ∂ log of each parameter.
  struct Gradient {
    double log_amplitude = 0;
    std::vector<double> log_length_scales;  // as many as the spec has
    double log_noise = 0;
  };
  Gradient gradient() const;

  const GaussianProcessSpec& spec() const { return spec_; }

 private:
  GaussianProcess() = default;
  // B ← U⁻ᵀ B   B  n × m
  void solve_lower(MatrixView<double> B) const;

  GaussianProcessSpec spec_;
  Matrix<double> X_;           // n × d
  Matrix<double> U_;           // n × n: UᵀU = K + noise² 1 in its upper triangle
  std::vector<double> z_;      // n: U⁻ᵀ (y − mean)
  std::vector<double> alpha_;  // n: (K + noise² 1)⁻¹ (y − mean)
};

}  // namespace lectern::kernels
