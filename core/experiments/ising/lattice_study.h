#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "core/experiments/ising/ising_chain.h"
#include "core/experiments/ising/settings.h"
#include "core/lab/action.h"
#include "core/lab/history.h"
#include "core/lab/snapshot.h"

namespace lectern::ising {

// One lattice at a temperature and in a field, or three of them, one for each update, side by side.
class LatticeStudy {
 public:
  LatticeStudy(const Settings& settings, const Rng& rng);

  void step(const Settings& settings);
  bool gesture(const Action& action, const Settings& settings);
  void describe(Snapshot& snapshot, const Settings& settings) const;

  auto state() const { return std::tuple(std::tie(chains_, sweeps_), unhashed(history_)); }

 private:
  // The one of which the numbers are.
  const IsingChain& lead(const Settings& settings) const {
    return chains_.size() == 1 ? chains_[0] : chains_[static_cast<std::size_t>(settings.update)];
  }
  void describe_observables(Snapshot& snapshot, const Settings& settings) const;
  void describe_memory(Snapshot& snapshot, const Settings& settings) const;
  void describe_race(Snapshot& snapshot, const Settings& settings) const;

  std::vector<IsingChain> chains_;
  std::uint64_t sweeps_ = 0;
  History history_{2};
  Scratch<std::vector<float>> room_;
};

}  // namespace lectern::ising
