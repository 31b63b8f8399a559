#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::density {

// Approximate Bayesian computation: of simulations with parameters drawn from the prior, those count whose summary
// comes near the observed one; their parameters are a sample of the posterior that is wider than the true one by what
// "near" allows.
//   d_i = |(summary_i − observed)/scale|;   accepted: d_i ≤ ε
// Source: Pritchard et al., Mol. Biol. Evol. 16 (1999) 1791.
struct AbcRule {
  double epsilon = 0;  // of scaled distances, where `accept` is 0
  int accept = 0;      // so many of the nearest are accepted, and all as near as the last of them; ≤ n
};
struct AbcSample {
  std::vector<double> distance;  // of all simulations
  double epsilon = 0;            // that was used
  std::vector<int> accepted;     // ascending
  auto state() const { return std::tie(distance, epsilon, accepted); }
};

// summary   n × q
// observed, scale  q, scale > 0
// sample    overwritten, its memory kept
void rejection_abc(ConstMatrixView<double> summary, std::span<const double> observed, std::span<const double> scale,
                   const AbcRule& rule, AbcSample& sample);

// What is left of the width is taken out where parameters depend linearly on summaries near the observed one: weighted
// least squares of each parameter on (1, z), z = (summary − observed)/scale, with weights 1 − (d/ε)²;
//   adjusted_i = θ_i − z_i · slopes
// Source: Beaumont, Zhang, Balding, Genetics 162 (2002) 2025.
struct AbcAdjustment {
  std::vector<double> weight;   // of each accepted
  Matrix<double> coefficients;  // (1 + q) × p, the constants first; empty if they are not determined
  Matrix<double> adjusted;      // accepted × p; without coefficients as they were
};
// theta  n × p
AbcAdjustment adjusted_by_regression(ConstMatrixView<double> theta, ConstMatrixView<double> summary,
                                     std::span<const double> observed, std::span<const double> scale,
                                     const AbcSample& sample);

}  // namespace lectern::density
