#include <cstdint>

#include "core/lab/share_link.h"
#include "tests/fuzz/require.h"
#include "tests/unit/lab/walk_experiment.h"

using namespace lectern;

// Any bytes give a run and sentences about what was wrong; the link of that run has nothing wrong, and gives the same
// run and link again, also out of running text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const ParsedLink parsed = parse_link(text, tests::walk_registry());
  for (const std::string& problem : parsed.problems) fuzz::check_sentence(problem);
  if (parsed.run.plan.id.empty()) return 0;
  const std::string link = write_link(parsed.run, tests::walk_registry());
  const ParsedLink again = parse_link(link, tests::walk_registry());
  fuzz::require(again.problems.empty());
  fuzz::require(again.run.plan == parsed.run.plan);
  fuzz::require(write_link(again.run, tests::walk_registry()) == link);
  // Forms write a blank as +, so no link has one; and what running text puts behind a link is not part of it.
  fuzz::require(link.find('+') == std::string::npos);
  const ParsedLink sent = parse_link("(" + link + ").", tests::walk_registry());
  fuzz::require(sent.problems.empty() && write_link(sent.run, tests::walk_registry()) == link);
  return 0;
}
