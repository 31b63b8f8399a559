#pragma once

#include <string>

#include "core/lab/snapshot.h"

namespace lectern {

// A snapshot as one JSON object: id, seed, data_seed, step, status, message, metrics (id → number), panels (each with
// id, title, kind and its content), state_hash (16 hexadecimal digits), threads. What the page's snapshot() gives and
// what the command line prints.
std::string snapshot_json(const Snapshot& snapshot, int threads);

// "running", "paused", …
const char* status_name(RunStatus status);

}  // namespace lectern
