// The states of tests/reference_links.json, the same on every machine. After a change that is meant to change
// them, the failing check prints the new hash; `lectern run LINK --json` prints it too.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/math/state_hasher.h"
#include "core/simd/thread_pool.h"
#include "tests/experiments/run_link.h"
#include "tests/source_dir.h"

using namespace lectern;

TEST_CASE("the reference links lead to their states on 1, 2 and 4 workers") {
  std::ifstream file(tests::source_dir() + "/tests/reference_links.json");
  const auto references = nlohmann::json::parse(file);
  std::map<std::string, int> links_of;
  for (const auto& reference : references) {
    const std::string link = reference["link"];
    CAPTURE(link);
    const ParsedLink parsed = parse_link(link);
    REQUIRE(parsed.problems.empty());
    ++links_of[parsed.run.plan.id];
    // Without threads any number of workers is one.
    for (const int workers : threads_available() ? std::vector{1, 2, 4} : std::vector{1}) {
      CAPTURE(workers);
      const auto runner = make_inline_runner(workers, tests::steady_clock_s);
      const Snapshot& snapshot = tests::run_to(*runner, parsed.run.plan, reference["steps"].get<std::uint64_t>());
      CHECK(snapshot.step == reference["steps"].get<std::uint64_t>());
      CHECK(hash_text(snapshot.state_hash.value_or(0)) == reference["hash"].get<std::string>());
    }
  }
  for (const ExperimentInfo* info : Registry::instance().all()) {
    CAPTURE(info->id);
    CHECK(links_of[info->id] >= 2);
  }
}
