#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/lab/data_file.h"
#include "core/lab/runner.h"
#include "core/lab/saved_file.h"
#include "core/lab/share_link.h"
#include "core/math/result.h"

// Runs without a window.
namespace lectern::cli {

double clock_s();

constexpr unsigned long long kMaximumThreads = 64;

// A link that names a demo and has no problem; an error is a sentence.
Result<SharedRun> read_link(const std::string& text);

// The runner, once it has come to rest: at the step, or before it where the run ended. Its snapshot carries the hash
// and, in the form asked for, the networks.
std::unique_ptr<Runner> run_to(const RunPlan& plan, std::uint64_t step, const DataFiles& files, int threads,
                               std::optional<NetworkFormat> networks = {});

}  // namespace lectern::cli
