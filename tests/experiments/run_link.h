#pragma once

#include <chrono>
#include <memory>
#include <thread>

#include "core/lab/runner.h"
#include "core/lab/share_link.h"

namespace lectern::tests {

inline double steady_clock_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Opens a plan in the runner, runs it to `step` (or where it stops before) and returns the last snapshot.
inline const Snapshot& run_to(Runner& runner, const RunPlan& plan, std::uint64_t step) {
  RunRequest request;
  request.generation = runner.desired().generation + 1;
  request.plan = plan;
  request.step_target = step;
  request.wants_state_hash = true;
  runner.desired() = std::move(request);
  runner.submit();
  while (true) {
    runner.pump(1);
    if (!runner.refresh()) {
      std::this_thread::yield();
      continue;
    }
    const Snapshot& snapshot = runner.latest();
    if (snapshot.generation == runner.desired().generation && snapshot.status != RunStatus::running) return snapshot;
  }
}

}  // namespace lectern::tests
