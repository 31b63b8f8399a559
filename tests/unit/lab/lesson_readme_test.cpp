// The README shows a lesson as an example: it is one, and what it claims is so.
#include "core/lab/lesson_check.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "tests/source_dir.h"

using namespace lectern;

TEST_CASE("the README's example of a lesson can be read, and the run shows what it claims") {
  std::ifstream file(tests::source_dir() + "/README.md", std::ios::binary);
  const std::string readme{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::size_t section = readme.find("## Writing a lesson");
  REQUIRE(section != std::string::npos);
  const std::size_t start = readme.find("```\n", section) + 4, end = readme.find("```\n", start);
  REQUIRE(end != std::string::npos);
  const ParsedLesson parsed = parse_lesson(std::string_view(readme).substr(start, end - start));
  CHECK(parsed.problems == std::vector<std::string>{});
  CHECK(parsed.lesson.stops.size() == 2);
  ThreadPool pool(1);
  for (const StopCheck& stop : check_lesson(parsed.lesson, pool)) CHECK(stop.failures == std::vector<std::string>{});
}
