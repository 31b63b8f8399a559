#pragma once

#include <tuple>
#include <vector>

#include "core/math/state.h"

namespace lectern::physics {

// All 2¹⁶ states of an Ising lattice of 4 × 4 spins with periodic edges, counted by what the Boltzmann weight depends
// on:
//   weight = exp((B + h M)/T),   B = Σ s_i s_j over the 32 bonds,   M = Σ s_i,   J = k_B = 1.
// So the partition function is known exactly.
class IsingLevels {
 public:
  static constexpr int kSide = 4;

  IsingLevels();

  struct Level {
    int bonds = 0;          // −32, −28 … 32
    int magnetisation = 0;  // −16, −14 … 16
    double states = 0;
  };
  const std::vector<Level>& levels() const { return levels_; }
  double states(int bonds, int magnetisation) const;
  double log_partition(double temperature, double field) const;
  // Σ s_i s_j on average.
  double mean_bonds(double temperature, double field) const;

  auto state() const { return std::tuple(unhashed(levels_)); }

 private:
  std::vector<Level> levels_;  // those that have states
};

}  // namespace lectern::physics
