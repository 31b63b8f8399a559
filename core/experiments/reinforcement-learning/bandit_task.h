#pragma once

#include <array>
#include <tuple>
#include <vector>

#include "core/lab/action.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/snapshot.h"
#include "core/ml/decisions/bandit.h"

namespace lectern::reinforcement {

struct BanditSettings {
  int arms = 10;
  double exploration = 0.1;  // of the ε-greedy agent
  double confidence = 1;     // c of the agent of upper bounds
  bool forgets = false;
};

// Three agents at one bandit, each in many runs at once: always greedy, ε-greedy, and upper confidence bounds. A step
// is five pulls of each.
class BanditTask {
 public:
  BanditTask(const BanditSettings& settings, const Streams& streams);

  void step(const BanditSettings& settings);
  bool act(const Action& action);
  void describe(Snapshot& snapshot) const;

  auto state() const {
    return std::tuple(std::tie(means_, runs_, regret_, pulls_), rng_.state(), unhashed(best_share_), unhashed(shares_),
                      unhashed(best_history_), unhashed(regret_history_));
  }

 private:
  static constexpr std::size_t kAgents = 3;

  std::vector<double> means_;  // of the arms; rewards have standard deviation 1
  std::array<std::vector<decisions::ArmEstimates>, kAgents> runs_;
  std::array<double, kAgents> regret_{}, best_share_{};
  std::array<std::vector<double>, kAgents> shares_;  // of the last step's pulls, by arm
  long pulls_ = 0;
  Rng rng_;
  History best_history_{kAgents}, regret_history_{kAgents};
};

}  // namespace lectern::reinforcement
