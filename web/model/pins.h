#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/lab/parameter_set.h"
#include "core/lab/snapshot.h"

namespace lectern {

// What a run was made with, to tell pinned runs from each other.
struct RunIdentity {
  ParameterSet parameters;
  std::uint64_t seed = 1;
  std::uint64_t data_seed = 1;
};

// How `one` differs from `other`, in a few words for legends: "η = 0.1, batch size = 8", "seed 3"; "same start" where
// nothing differs.
std::string difference(const RunIdentity& one, const RunIdentity& other);

// Earlier runs of one demo whose lines stay in its comparable planes as ghosts.
class Pins {
 public:
  static constexpr std::size_t kMaximum = 4;

  // Keeps the lines shown; beyond the largest number the oldest gives way.
  void pin(const Snapshot& snapshot, RunIdentity run);
  void unpin(std::size_t index);
  void clear() { pins_.clear(); }
  std::size_t size() const { return pins_.size(); }
  std::uint64_t step(std::size_t index) const { return pins_[index].step; }
  const RunIdentity& run(std::size_t index) const { return pins_[index].run; }

  // Puts the ghosts into the planes of a snapshot, in place of any that are there, named by how their runs differ from
  // the one it shows.
  void show_ghosts(Snapshot& snapshot, const RunIdentity& now) const;

 private:
  struct Ghost {
    std::string panel;
    LineLayer line;
  };
  struct Pin {
    RunIdentity run;
    std::uint64_t step = 0;
    std::vector<Ghost> ghosts;
  };
  std::vector<Pin> pins_;
};

}  // namespace lectern
