#pragma once

#include <optional>
#include <string>

#include "core/lab/snapshot.h"

namespace lectern {

// A snapshot as one JSON object in one line: what the page's snapshot() gives and what the command line prints.
//   id, seed, data_seed, step, furthest_step, status, message, steps_per_second, threads
//   remedy        of a diverged run, where one is known: {parameter, value, rewind_step}
//   metrics       {id: number}
//   panels        [{id, title, help, weight, kind, content: {the fields of that kind}}]
//   drawn_points  [[x, y, label]]
//   state_hash    16 hexadecimal digits as text, where it was asked for
//   link          to this moment
//   beside        the same of the run beside it, if there is one
// What is not finite is null. A colour is the number of its class, or the name of its role.
struct ThreadedSnapshot {
  const Snapshot& snapshot;
  int threads;
};
std::string snapshot_json(const Snapshot& snapshot, int threads, std::optional<ThreadedSnapshot> beside = {});

// "running", "paused", …
const char* status_name(RunStatus status);

}  // namespace lectern
