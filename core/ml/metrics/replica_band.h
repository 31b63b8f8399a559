#pragma once

#include <span>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::metrics {

// What an ensemble of replicas says of several predictions: moments, a central band, how they go together.
struct ReplicaBand {
  std::vector<double> mean, standard_deviation;  // of each prediction, the deviation with R − 1
  std::vector<double> median, lower, upper;      // upper and lower end of the central band
  Matrix<double> correlation;                    // predictions × predictions
};
// replicas  R × m, R ≥ 2;  level of the band, in (0, 1)
ReplicaBand replica_band(ConstMatrixView<double> replicas, double level);

// The replicas weighed by new data that none of them has seen:
//   w_k ∝ (χ²_k)^((n − 1)/2) exp(−χ²_k/2), Σ w = R,
// how many equal replicas they are worth, exp((1/R) Σ w log(R/w)), and what the weighed ensemble says.
struct ReweightedReplicas {
  std::vector<double> weight;  // R
  double effective_replicas = 0;
  std::vector<double> mean, standard_deviation;  // of each prediction, the deviation with R
};
// replicas  R × m;  chi_squared  of each replica with n_data ≥ 1 new data, > 0
// Numerical note: the greatest logarithm of a weight is subtracted before exp.
// Source: Ball et al. (NNPDF), Reweighting NNPDFs: the W lepton asymmetry, Nucl. Phys. B 849 (2011) 112.
ReweightedReplicas reweighted(ConstMatrixView<double> replicas, std::span<const double> chi_squared, double n_data);

}  // namespace lectern::metrics
