#pragma once

#include <vector>

#include "core/math/matrix.h"

namespace lectern::metrics {

enum class LagNormalisation { all, pairs };  // by n, or by the number of pairs n − t

struct AutocorrelationOptions {
  double window_factor = 5;  // c of Sokal's window
  int most_lags = 100;
  LagNormalisation normalisation = LagNormalisation::all;
};

// How long a chain remembers a quantity x.
struct Autocorrelation {
  double mean = 0;
  double variance = 0;          // C(0)
  std::vector<double> rho;      // C(t)/C(0), t = 0, 1, …, most_lags
  std::vector<double> running;  // τ(W) = ½ + Σ_{t=1}^{W} ρ(t)
  int window = 0;               // the smallest W ≥ 1 with W ≥ c τ(W); most_lags where there is none
  bool window_found = false;    // without one τ is a lower bound
  double tau = 0;               // τ(window): 2τ samples of the chain are worth one that is independent
  double effective_samples = 0;
  double error_of_mean = 0;

  auto state() const { return std::tie(rho, running); }
};

// The integrated autocorrelation time of one chain, or of several of the same law, whose mean and C(t) are taken over
// all of them.
//   C(t) = Σ_chains Σ_{k<n−t} (x_k − mean)(x_{k+t} − mean)/(chains · d),  d = n or n − t
// x       chains × n
// result  overwritten, its memory kept
// Without samples everything is 0; lags beyond n − 1 have no pairs and count 0. Where x never changes, ρ and τ are NaN.
// Source: Sokal, Monte Carlo Methods in Statistical Mechanics (1989), §3.
void autocorrelation(ConstMatrixView<double> x, const AutocorrelationOptions& options, Autocorrelation& result);

}  // namespace lectern::metrics
