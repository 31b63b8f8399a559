// The pictures of the home page: every demo has one, small enough, of a state that can be opened.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/lab/registry.h"
#include "core/lab/share_link.h"
#include "tests/source_dir.h"

namespace lectern {
namespace {

constexpr std::size_t kMostBytes = 8192;

std::string content_of(const std::string& name) {
  std::ifstream file(tests::source_dir() + "/assets/pictures/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("every demo has a picture for the home page, light and dark, of at most 8 kB") {
  for (const ExperimentInfo* demo : Registry::instance().all()) {
    for (const char* ending : {".webp", "-dark.webp"}) {
      CAPTURE(demo->id + ending);
      const std::string bytes = content_of(demo->id + ending);
      const std::string advice =
          "there is no picture: name its state in assets/pictures/states.json and run tests/record_pictures.mjs";
      CHECK_MESSAGE(bytes.size() > 12, advice);
      CHECK(bytes.size() <= kMostBytes);
      if (bytes.size() > 12) CHECK(bytes.substr(0, 4) + bytes.substr(8, 4) == "RIFFWEBP");
    }
  }
}

TEST_CASE("the list of pictures names one state of every demo, and each can be opened") {
  const nlohmann::json states = nlohmann::json::parse(content_of("states.json"));
  std::vector<std::string> pictured, registered;
  for (const nlohmann::json& state : states) {
    const std::string id = state.at("id").get<std::string>(), link = state.at("link").get<std::string>();
    CAPTURE(link);
    const ParsedLink parsed = parse_link(link);
    CHECK(parsed.problems.empty());
    CHECK(parsed.run.plan.id == id);
    pictured.push_back(id);
  }
  for (const ExperimentInfo* demo : Registry::instance().all()) registered.push_back(demo->id);
  std::sort(pictured.begin(), pictured.end());
  std::sort(registered.begin(), registered.end());
  CHECK(pictured == registered);
}

}  // namespace lectern
