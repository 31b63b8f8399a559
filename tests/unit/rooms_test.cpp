// The rooms of the core depend on each other in one direction only, and on no user interface.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/source_dir.h"

namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"math", {}},
    {"simd", {"math"}},
    {"ml", {"math", "simd"}},
    {"physics", {"math", "simd"}},
    {"data", {"math"}},
    {"lab", {"math", "simd"}},
    {"parts", {"math", "simd", "ml", "physics", "data", "lab"}},
    {"experiments", {"math", "simd", "ml", "physics", "data", "lab", "parts"}},
    {"cli", {"math", "simd", "ml", "data", "lab"}},
};

struct Include {
  fs::path file;
  std::string target;
};

// Every include of the sources under core/, without its quotation marks or brackets.
std::vector<Include> includes_of_core() {
  std::vector<Include> includes;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(lectern::tests::source_dir()) / "core")) {
    const fs::path& path = entry.path();
    if (path.extension() != ".h" && path.extension() != ".cpp") continue;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with("#include ")) continue;
      const std::string target = line.substr(10, line.find_first_of("\">", 10) - 10);
      includes.push_back({path.lexically_relative(lectern::tests::source_dir()), target});
    }
  }
  return includes;
}

std::string room_of(const fs::path& file) { return std::next(file.begin())->string(); }

}  // namespace

TEST_CASE("no file of the core includes a header of a user interface") {
  const std::vector<Include> includes = includes_of_core();
  CHECK(includes.size() > 100);
  for (const Include& include : includes) {
    CAPTURE(include.file);
    CAPTURE(include.target);
    for (const char* foreign : {"web/", "imgui", "implot", "SDL", "GL", "emscripten/html5"}) {
      CHECK_FALSE(include.target.starts_with(foreign));
    }
  }
}

TEST_CASE("each room of the core includes only rooms below it") {
  for (const Include& include : includes_of_core()) {
    if (!include.target.starts_with("core/")) continue;
    CAPTURE(include.file);
    CAPTURE(include.target);
    const std::string room = room_of(include.file), other = room_of(include.target);
    REQUIRE(kMayInclude.contains(room));
    CHECK((room == other || kMayInclude.at(room).contains(other)));
  }
}
