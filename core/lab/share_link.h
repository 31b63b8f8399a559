#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/panel_sight.h"
#include "core/lab/registry.h"
#include "core/lab/run_plan.h"

namespace lectern {

// What a link's reader should see around the run.
struct LinkView {
  bool embed = false;  // only panels and transport
  std::string theme;   // "light", "dark" or empty: the reader's own
  // Of a lesson that is being walked: the stop, from 1; 0: none is.
  int lesson_stop = 0;
  // The text of a lesson that is not the demo's own, packed (core/data/packed_text.h); empty: the demo's own.
  std::string lesson = {};
  std::vector<PanelSight> sights = {};  // of panels looked at in a way chosen by hand
  // Read: the link names a stop and nothing of a run, so that the stop's own state is meant.
  bool opens_stop = false;

  bool operator==(const LinkView&) const = default;
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
//   #/ID?version=1&seed=…&data_seed=…&NAME=VALUE&points=…&files=…&events=…&step=…&embed&theme=…&view=…&lesson=…&stops=…&beside=…
// Only what differs from the default is written (version: from 1), and of a demo that is not registered no values and
// changes, whose texts only its schema knows; text is percent-encoded, + too, which forms would make a blank; numbers
// read back to the same bits. The last character is no sign that a text around the link could have put there. Values:
//   points   for each point the differences to the one before of x, y (in 2⁻¹⁰) and label, as letters
//   files    NAME~SHAPE~HASH, joined by ;
//   events   a letter for the kind, the steps since the event before, and ~FIELD for each field, joined by ;
//   view     PANEL~NUMBER~… for each panel looked at in a way chosen by hand, joined by ;
//   lesson   the stop of the lesson that is shown, from 1; a link that says nothing else of the run means the stop's
//            state
//   stops    the text of a lesson that is not the demo's own, packed (core/data/packed_text.h)
//   beside   the link of the run beside this one, which says nothing of what stands around it
std::string write_link(const SharedRun& run, const Registry& registry = Registry::instance());

// Total: any byte string gives a run (at worst the empty one) and the list of its problems. A whole address is
// accepted too: everything up to the first '#' is skipped. What a link goes through on its way is undone: codes written
// for all of it once or twice, &amp;, #!/ and ##/, signs of the text around it, capitals, the minus sign and blanks of
// typesetters, a decimal comma, and what other sites hang on addresses to follow people. A raw + is a plus.
ParsedLink parse_link(std::string_view text, const Registry& registry = Registry::instance());

// The id with which a link made by write_link begins; empty if it is no such link. Needs none of the demo's code.
std::string_view demo_named_in(std::string_view own_link);

}  // namespace lectern
