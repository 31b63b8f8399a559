#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::zoo {

// An associative memory of neurons s = ±1: stored patterns x_p are valleys of the energy E = −½ s W s.
//   W = (1/N) Σ_p x_p x_pᵀ, its diagonal 0;   s_k ← sign Σ_j W_kj s_j, unchanged where the sum is 0
// N W consists of whole numbers, and so fields and energies are exact.
// Source: Hopfield, PNAS 79 (1982) 2554.
class HopfieldNetwork {
 public:
  HopfieldNetwork() = default;
  explicit HopfieldNetwork(int neurons) : n_(neurons), W_(static_cast<std::size_t>(neurons * neurons)) {}

  void store(std::span<const int> pattern);  // ±1, N
  int neurons() const { return n_; }
  double weight(int k, int j) const { return W_[static_cast<std::size_t>(k * n_ + j)] / static_cast<double>(n_); }
  // Sets one neuron by its field; whether it flipped.
  bool update(int k, std::span<int> s) const;
  double energy(std::span<const int> s) const;
  // Visits all in order until no neuron flips, or so many times.
  void settle(std::span<int> s, int sweeps) const;

  auto state() const { return std::tie(n_, W_); }

 private:
  int n_ = 0;
  std::vector<std::int32_t> W_;  // N W
};

// s · pattern / N
double overlap(std::span<const int> s, std::span<const int> pattern);

}  // namespace lectern::zoo
