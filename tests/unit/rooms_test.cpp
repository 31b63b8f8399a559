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

// A part that one demo alone is made of stands in that demo's folder.
TEST_CASE("each part serves two demos or more") {
  std::map<std::string, std::set<std::string>> included_by;  // header of a part → users
  for (const Include& include : includes_of_core()) {
    if (!include.target.starts_with("core/parts/")) continue;
    const std::string room = room_of(include.file);
    const fs::path inside = include.file.lexically_relative(fs::path("core") / room);
    if (room == "experiments") included_by[include.target].insert(inside.begin()->stem().string());
    if (room == "parts" && inside.stem() != fs::path(include.target).stem())
      included_by[include.target].insert("core/parts/" + inside.stem().string() + ".h");
  }
  for (const auto& entry : fs::directory_iterator(fs::path(lectern::tests::source_dir()) / "core/parts")) {
    if (entry.path().extension() != ".h") continue;
    // The demos that a part serves, by itself or through other parts.
    std::set<std::string> demos, waiting{"core/parts/" + entry.path().filename().string()}, seen;
    while (!waiting.empty()) {
      const std::string part = *waiting.begin();
      waiting.erase(waiting.begin());
      if (!seen.insert(part).second) continue;
      for (const std::string& user : included_by[part])
        (user.starts_with("core/parts/") ? waiting : demos).insert(user);
    }
    CAPTURE(entry.path().filename());
    CHECK(demos.size() >= 2);
  }
}
