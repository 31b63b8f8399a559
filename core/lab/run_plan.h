#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/lab/action.h"
#include "core/lab/limits.h"
#include "core/lab/parameter_value.h"

namespace lectern {

// A file the user dropped on the page or named on the command line.
struct DataFile {
  std::string name;
  std::string bytes;
  std::uint64_t hash = 0;  // of the bytes
};

// The file a link speaks of: whoever opens the link is asked for it.
struct DataFileIdentity {
  std::string name;
  std::string shape;  // "1797×65"; empty while unknown
  std::uint64_t hash = 0;
  bool operator==(const DataFileIdentity&) const = default;
};

// A live parameter was set to `value`.
struct Tuning {
  std::string parameter;
  ParameterValue value;
  bool operator==(const Tuning&) const = default;
};

// Something that happened when `step` steps had been done: replayed at the same place.
struct TimedEvent {
  std::uint64_t step = 0;
  std::variant<Tuning, Action> what;
  bool operator==(const TimedEvent&) const = default;
};

// Which of the two seeds matter for a run as it is: another value of one that does not would change nothing.
struct SeedUse {
  bool run = true;
  bool data = true;
  bool operator==(const SeedUse&) const = default;
};

// A run, complete: the same plan gives the same states on every machine.
struct RunPlan {
  std::string id;                       // of the experiment; empty: nothing opened
  std::uint64_t seed = 1;               // start values, batches, noise of the training
  std::uint64_t data_seed = 1;          // the data set and its split
  ParameterValues parameters;           // at step 0: those that differ from the default
  std::vector<DrawnPoint> points;       // at step 0
  std::vector<TimedEvent> events;       // ascending in step
  std::vector<DataFileIdentity> files;  // at most kMaximumFiles, in the order given
  bool operator==(const RunPlan&) const = default;
};

}  // namespace lectern
