#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::metrics {

// How well a prediction agrees with n measurements whose errors are partly common to all of them:
//   C = diag(σ²) + Σ_k s_k s_kᵀ,   r = data − prediction,   χ² = rᵀ C⁻¹ r.
struct CorrelatedChiSquared {
  Matrix<double> covariance;         // C, n × n
  double value = 0;                  // χ²
  double ignoring_correlations = 0;  // Σ_i r_i² / C_ii
  double log_likelihood = 0;         // −(χ² + log det C + n log 2π)/2
  std::vector<double> decorrelated;  // n: L⁻¹ r with C = L·Lᵀ; unit normal if all is right
  std::vector<double> nuisance;      // K: by how many of its deviations each source has most probably moved the data
  std::vector<double> shifted;       // n: r − Σ_k nuisance_k s_k
  std::vector<double> gradient;      // n: ∂χ²/∂prediction = −2 C⁻¹ r
};

// data, prediction  n
// statistical       n: σ > 0, independent from one measurement to the next
// systematic        n × K: column k is what one deviation of source k adds to the data
// The nuisances are those that minimise |(r − Σ_k λ_k s_k)/σ|² + |λ|², and the minimum is χ² again.
// Nothing where C is not positive definite.
// Source: Stump et al., Uncertainties of predictions from parton distribution functions, Phys. Rev. D 65 (2001) 014012.
std::optional<CorrelatedChiSquared> correlated_chi_squared(std::span<const double> data,
                                                           std::span<const double> prediction,
                                                           std::span<const double> statistical,
                                                           ConstMatrixView<double> systematic);

}  // namespace lectern::metrics
