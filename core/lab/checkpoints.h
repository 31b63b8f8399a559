#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/lab/experiment.h"

namespace lectern {

constexpr std::size_t kMaximumCheckpoints = 32;
constexpr std::size_t kCheckpointBytes = std::size_t{64} << 20;  // of all together, as Experiment::bytes counts

// A run as it stood after `step` steps, before the changes recorded for that place.
struct Checkpoint {
  std::uint64_t step = 0;
  std::unique_ptr<const Experiment> experiment;
  ParameterSet parameters;
};

// Copies of a run on its way, to take it up again from there. There is always one of step 0. Most stand at equal
// distances, which double whenever their number is used up, so that n steps make O(log n) of them; a few stand closer,
// on the way that was replayed last, so that going back step by step does not replay that way again and again. Their
// number is bounded, and so is their memory.
class Checkpoints {
 public:
  void clear();

  // Whether the run is to be kept at this step: asked after each, ascending, also while it is replayed.
  bool wants(std::uint64_t step) const;
  // Where there is no memory for a copy, fewer are kept from then on.
  void keep(std::uint64_t step, const Experiment& experiment, const ParameterSet& parameters);
  // The steps from one to the other are about to be done again: some on the way are kept.
  void expect_replay(std::uint64_t from, std::uint64_t to);
  // The run was changed after `step` steps: what came later is gone.
  void forget_after(std::uint64_t step);

  // The latest at or before `step`; null if there is none at all. Valid until the next change.
  const Checkpoint* nearest(std::uint64_t step) const;
  // Overwrites `steps` with those kept, ascending.
  void list(std::vector<std::uint64_t>& steps) const;

 private:
  bool is_spaced(std::uint64_t step) const;
  bool is_close(std::uint64_t step) const;
  std::size_t close_capacity() const { return capacity_ / 4; }
  std::size_t spaced_capacity() const { return capacity_ - close_capacity(); }
  void make_room();

  std::vector<Checkpoint> spaced_;  // ascending, at multiples of spacing_
  std::vector<Checkpoint> close_;   // ascending, on the way replayed last
  std::uint64_t spacing_ = 1;
  std::uint64_t replay_from_ = 0, replay_to_ = 0;
  std::size_t capacity_ = kMaximumCheckpoints;  // of both lists together, at least 1
};

}  // namespace lectern
