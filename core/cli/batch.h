#pragma once

#include "core/cli/arguments.h"
#include "core/math/result.h"

namespace lectern::cli {

// lectern run --batch LINKS --out FILE [--shard I/N] [--threads N]: every N-th link of the file from the I-th on, one
// JSON line a run. What stands in FILE already is not run again.
Result<bool> run_batch(const Arguments& arguments);

}  // namespace lectern::cli
