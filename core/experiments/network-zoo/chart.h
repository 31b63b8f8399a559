#pragma once

#include <tuple>

#include "core/experiments/network-zoo/zoo_task.h"

namespace lectern::network_zoo {

// The chart of networks as a map: a tap on a cell chooses a network that runs here, others open their demos.
class Chart {
 public:
  Chart(const ZooSettings&, const Streams&) {}
  // The frame goes from cell to cell.
  void step(const ZooSettings&) { ++steps_; }
  bool finished() const { return false; }
  bool act(const Action&) { return false; }
  void describe(const ZooSettings& settings, Snapshot& snapshot) const;
  auto state() const { return std::tie(steps_); }

 private:
  int steps_ = 0;
};

}  // namespace lectern::network_zoo
