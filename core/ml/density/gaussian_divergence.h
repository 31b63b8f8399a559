#pragma once

#include <optional>
#include <span>

#include "core/math/matrix.h"

// How far two normal laws are apart, in nats, by formula.
namespace lectern::density {

// A normal law of the line.
struct Gaussian1 {
  double mean = 0;
  double deviation = 1;  // > 0
};

// KL(p‖q) = log(σ_q/σ_p) + (σ_p² + (μ_p − μ_q)²) / (2σ_q²) − ½
double kl_divergence(const Gaussian1& p, const Gaussian1& q);

// −log ∫ √(p q) = (μ_p − μ_q)² / (4(σ_p² + σ_q²)) + ½ log((σ_p² + σ_q²) / (2σ_pσ_q))
// Source: Bhattacharyya, Bull. Calcutta Math. Soc. 35 (1943) 99.
double bhattacharyya_distance(const Gaussian1& p, const Gaussian1& q);

// KL(p‖q) = ½ [tr(Σ_q⁻¹Σ_p) + (μ_q − μ_p)ᵀ Σ_q⁻¹ (μ_q − μ_p) − d + log(|Σ_q| / |Σ_p|)]
// means  d;  covariances  d × d, symmetric. Nothing where a covariance is not positive definite.
std::optional<double> kl_divergence(std::span<const double> mean_p, ConstMatrixView<double> covariance_p,
                                    std::span<const double> mean_q, ConstMatrixView<double> covariance_q);

}  // namespace lectern::density
