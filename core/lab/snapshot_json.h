#pragma once

#include <string>

#include "core/lab/snapshot.h"

namespace lectern {

// A snapshot as one JSON object in one line: what the page's snapshot() gives and what the command line prints.
//   id, seed, data_seed, step, status, message, steps_per_second, threads
//   metrics       {id: number}
//   panels        [{id, title, help, weight, kind, content: {the fields of that kind}}]
//   drawn_points  [[x, y, label]]
//   state_hash    16 hexadecimal digits as text
//   link          to this moment
// What is not finite is null. A colour is the number of its class, or the name of its role.
std::string snapshot_json(const Snapshot& snapshot, int threads);

// "running", "paused", …
const char* status_name(RunStatus status);

}  // namespace lectern
