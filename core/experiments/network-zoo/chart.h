#pragma once

#include "core/experiments/network-zoo/zoo_task.h"

namespace lectern::network_zoo {

// The chart of networks as a map: a tap on a cell chooses a network that runs here, others open their demos.
class Chart {
 public:
  Chart(const ZooSettings&, const Streams&) {}
  void step(const ZooSettings&) {}
  bool finished() const { return true; }
  bool act(const Action&) { return false; }
  void describe(const ZooSettings& settings, Snapshot& snapshot) const;
  auto state() const { return std::tuple<>(); }
};

}  // namespace lectern::network_zoo
