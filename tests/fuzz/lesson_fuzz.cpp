#include <cstdint>

#include "core/lab/lesson.h"
#include "tests/fuzz/require.h"
#include "tests/unit/lab/walk_experiment.h"

using namespace lectern;

// Any bytes give a lesson and sentences about what was wrong; what is written of a valid lesson is valid, and is
// written again in the same way.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const ParsedLesson parsed = parse_lesson(text, tests::walk_registry());
  for (const std::string& problem : parsed.problems) fuzz::check_sentence(problem);
  if (!parsed.problems.empty()) return 0;
  const std::string written = write_lesson(parsed.lesson, tests::walk_registry());
  const ParsedLesson again = parse_lesson(written, tests::walk_registry());
  fuzz::require(again.problems.empty());
  fuzz::require(write_lesson(again.lesson, tests::walk_registry()) == written);
  return 0;
}
