#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/registry.h"
#include "core/lab/run_plan.h"

namespace lectern {

// What a link's reader should see around the run.
struct LinkView {
  bool embed = false;  // only panels and transport
  std::string theme;   // "light", "dark" or empty: the reader's own
};

struct RunMoment {
  RunPlan plan;
  std::uint64_t step = 0;  // run to there, then pause
  bool operator==(const RunMoment&) const = default;
};

struct SharedRun {
  RunPlan plan;
  std::uint64_t step = 0;  // run to there, then pause
  LinkView view;
  std::optional<RunMoment> beside = {};  // another run, shown beside this one
};

struct ParsedLink {
  SharedRun run;                      // what was valid
  std::vector<std::string> problems;  // one sentence each; empty: the whole link was valid
};

// The fragment of an address that holds everything that matters about a run:
//   #/ID?version=1&seed=…&data_seed=…&NAME=VALUE&points=…&files=…&events=…&step=…&embed&theme=…&beside=…
// Only what differs from the default is written (version: from 1), and of a demo that is not registered no values and
// changes, whose texts only its schema knows; text is percent-encoded; numbers read back to the same bits. Values:
//   points   for each point the differences to the one before of x, y (in 2⁻¹⁰) and label, as letters
//   files    NAME~SHAPE~HASH, joined by ;
//   events   a letter for the kind, the steps since the event before, and ~FIELD for each field, joined by ;
//   beside   the link of the run beside this one, which says neither embed, theme nor beside
std::string write_link(const SharedRun& run, const Registry& registry = Registry::instance());

// Total: any byte string gives a run (at worst the empty one) and the list of its problems. A whole address is
// accepted too: everything up to the first '#' is skipped.
ParsedLink parse_link(std::string_view text, const Registry& registry = Registry::instance());

constexpr std::size_t kMaximumLinkLength = 64 * 1024;  // bytes after the '#'

}  // namespace lectern
