#pragma once

#include "core/math/matrix.h"

namespace lectern::density {

// Estimates KL(p‖q) = ∫ p log(p/q), in nats, from samples of both alone, by nearest neighbours.
//   D = (d/n) Σ_i log(ν_i / ρ_i) + log(m / (n-1))
// with ρ_i the distance from P_i to its k-th nearest other row of P, ν_i to its k-th nearest row of Q.
// P  n × d, samples of p, n > k
// Q  m × d, samples of q, m ≥ k
// k  1 … kMaximumNeighbours; larger: less variance, more bias
// Returns NaN where n or m is too small. The estimate may be a little below zero where p = q.
// Source: Wang, Kulkarni, Verdú, Divergence Estimation for Multidimensional Densities via
// k-Nearest-Neighbor Distances, IEEE Trans. Inf. Theory 55 (2009), eq. (14).
// Where samples of p lie far from all of Q the estimate grows with the logarithm of the distance only, so
// large divergences come out too small: right for telling near from far, not for measuring far.
// Stability: distances count as at least kSmallestDistance, so repeated samples give a large finite value.
// Time: every pair is looked at, O(n (n + m) d).
double kl_divergence_by_neighbours(ConstMatrixView<float> P, ConstMatrixView<float> Q, int k);

constexpr int kMaximumNeighbours = 16;
constexpr double kSmallestDistance = 1e-6;

}  // namespace lectern::density
