#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/run_plan.h"
#include "core/lab/runner.h"

namespace lectern {

// What a link's reader should see around the run.
struct LinkView {
  bool embed = false;  // only panels and transport
  std::string theme;   // "light", "dark" or empty: the reader's own
};

struct SharedRun {
  RunPlan plan;
  std::uint64_t step = 0;  // run to there, then pause
  LinkView view;
};

struct ParsedLink {
  SharedRun run;                      // what was valid
  std::vector<std::string> problems;  // one sentence each; empty: the whole link was valid
};

// The fragment of an address that holds everything that matters about a run:
//   #/ID?version=1&seed=…&step=…&name=value&points=…&events=…
// Only what differs from the default is written; text is percent-encoded; numbers read back to the same bits.
// parse_link is total: any byte string gives a run (at worst the empty one) and the list of its problems.
// A whole address is accepted too: everything up to the first '#' is skipped.
std::string write_link(const SharedRun& run);
ParsedLink parse_link(std::string_view text);

constexpr std::size_t kMaximumLinkLength = 64 * 1024;

}  // namespace lectern
