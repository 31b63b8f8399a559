#pragma once

#include <cstdint>

#include "core/lab/snapshot.h"

namespace lectern {

// Tells a run that goes on from one that has begun anew, and counts what a person changes in it: pictures keep their
// axes while a run goes on, and keep what was seen before its last change as a ghost.
class ChangeWatch {
 public:
  // To be told of every snapshot; time_s goes on from call to call. Numbers tell snapshots apart.
  void see(const Snapshot& snapshot, std::uint64_t number, double time_s);

  std::uint64_t run() const { return run_; }        // changes with another run: from its beginning, or of other data
  std::uint64_t change() const { return change_; }  // changes with one thing changed: a slider moved, a point added
  // Changes when ghosts are of no use: another demo, other seeds, or several things changed at once.
  std::uint64_t subject() const { return subject_; }

 private:
  RunPlan plan_;
  std::uint64_t number_ = 0, step_ = 0;
  double changed_s_ = -1e9;
  std::uint64_t run_ = 1, change_ = 1, subject_ = 1;
};

}  // namespace lectern
