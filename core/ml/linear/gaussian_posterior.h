#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::linear {

// What is known of θ when y = A θ + e was measured, with normal noise e ~ N(0, noise) and a normal prior:
//   covariance = (prior⁻¹ + Aᵀ noise⁻¹ A)⁻¹,   mean = covariance (prior⁻¹ prior_mean + Aᵀ noise⁻¹ y)
// Source: Bishop, Pattern Recognition and Machine Learning (2006), §2.3.3.
struct GaussianPosterior {
  std::vector<double> mean;     // p
  Matrix<double> covariance;    // p × p
  double log_evidence = 0;      // log N(y; A prior_mean, A prior Aᵀ + noise)
  double information_gain = 0;  // KL(posterior ‖ prior) [nats]
  double chi_squared = 0;       // rᵀ noise⁻¹ r of the residuals at the mean
};

// A  n × p;  y  n;  noise  n × n;  prior_mean  p;  prior  p × p. Nothing if a covariance is not positive definite.
std::optional<GaussianPosterior> gaussian_posterior(ConstMatrixView<double> A, std::span<const double> y,
                                                    ConstMatrixView<double> noise, std::span<const double> prior_mean,
                                                    ConstMatrixView<double> prior);

}  // namespace lectern::linear
