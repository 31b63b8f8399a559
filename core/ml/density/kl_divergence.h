#pragma once

#include "core/math/matrix.h"

namespace lectern::density {

// Estimates KL(p‖q) = ∫ p log(p/q), in nats, from samples of both alone, each blurred by the same Gaussian:
//   D = (1/n) Σ_i [ log p̂_i(P_i) - log q̂(P_i) ],  q̂(x) = (1/m) Σ_j N(x; Q_j, h² 1)
// and p̂_i likewise from all of P but row i.
// P  n × d, samples of p, n ≥ 2
// Q  m × d, samples of q, m ≥ 1
// h  bandwidth, > 0: what is finer is not seen, so a law that has shrunk to a point keeps a finite divergence
// Returns NaN where n or m is too small or P and Q have unlike rows. May be a little below zero where p = q.
// Source: Ahmad, Lin, A nonparametric estimation of the entropy for absolutely continuous distributions,
// IEEE Trans. Inf. Theory 22 (1976), the same mean of log densities for two laws.
// Stability: the largest exponent is taken out of each sum, so samples far from all of Q cost d²/2h², not ∞.
double kl_divergence_of_blurred(ConstMatrixView<float> P, ConstMatrixView<float> Q, double h);

}  // namespace lectern::density
