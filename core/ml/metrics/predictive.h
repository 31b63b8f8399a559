#pragma once

#include <span>

#include "core/math/matrix.h"

namespace lectern::metrics {

// What several equally likely predictions say together, each of which is uncertain itself.
struct PredictiveMoments {
  double mean = 0;
  double aleatoric = 0;  // mean of the variances: noise, which more data do not remove
  double epistemic = 0;  // variance of the means: disagreement, which they do

  // Of the mixture, by the law of total variance.
  double variance() const { return aleatoric + epistemic; }
};
// means, variances  m of each, m ≥ 1
PredictiveMoments mixture_moments(std::span<const double> means, std::span<const double> variances);

// The same of class probabilities, in nats: the entropy of their mean is the mean of their entropies and the mutual
// information between the class and the choice of the predictor.
// Source: Depeweg et al., Decomposition of uncertainty in Bayesian deep learning (ICML 2018).
struct EntropySplit {
  double aleatoric = 0;  // mean entropy
  double epistemic = 0;  // mutual information, ≥ 0

  double total() const { return aleatoric + epistemic; }
};
// P  m × K probabilities, m ≥ 1;  mean  K, overwritten with their mean
EntropySplit mixture_entropy(ConstMatrixView<double> P, std::span<double> mean);

// The level of the smallest central band mean ± z sd of a normal distribution that holds y: erf(|y − mean|/√(2
// variance)). Uniform on [0, 1] where the distribution is right, so that the band of level l holds a share l of all y.
// variance > 0
double central_level(double y, double mean, double variance);
// The level of the band mean ± z sd, z ≥ 0: 0.683, 0.954 for z = 1, 2.
double band_level(double z);

// −log of the normal density at y, in nats.   variance > 0
double normal_surprise(double y, double mean, double variance);

// P(f > 0) of a normal distribution.   variance > 0
double probability_positive(double mean, double variance);

}  // namespace lectern::metrics
