#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <vector>

#include "core/experiments/ising/ising_chain.h"
#include "core/experiments/ising/settings.h"
#include "core/lab/action.h"
#include "core/lab/snapshot.h"

namespace lectern::ising {

// Lattices of three sizes at many temperatures, all going on side by side.
class ScanStudy {
 public:
  ScanStudy(const Settings& settings, const Rng& rng);

  void step(const Settings& settings);
  bool gesture(const Action& action);
  void describe(Snapshot& snapshot, const Settings& settings) const;

  auto state() const { return std::tie(temperatures_, chains_, next_, shown_); }

 private:
  static constexpr std::size_t kSizes = 3;  // L/4, L/2, L, of small ones at least 4, 6, 8

  struct Estimate {
    double value, error;
  };
  // Where the Binder cumulants of two sizes are equal, and what they are there.
  struct Crossing {
    double temperature, error, binder;
  };
  const IsingChain& chain(std::size_t t, std::size_t size) const { return chains_[t * kSizes + size]; }
  Estimate estimate(std::size_t t, std::size_t size, Quantity quantity) const;
  Crossing crossing(std::size_t small, std::size_t large) const;
  double peak(std::size_t size) const;  // the temperature of the largest χ
  void describe_quantity(Plane& plane, Quantity quantity, Range range, bool is_exact_known) const;

  std::vector<double> temperatures_;
  std::vector<IsingChain> chains_;  // temperatures × kSizes
  std::size_t next_ = 0;            // the temperature to be swept next
  int shown_ = 0;                   // the temperature looked at
  Scratch<std::vector<float>> room_;
};

}  // namespace lectern::ising
