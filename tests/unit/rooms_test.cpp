// The rooms of the core and of the front end depend on each other in one direction only, and the core on no user
// interface.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/source_dir.h"

namespace {

namespace fs = std::filesystem;

// What the files of each room may include, besides the room itself and the standard library.
const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"core/math", {}},
    {"core/simd", {"core/math"}},
    {"core/ml", {"core/math", "core/simd"}},
    {"core/physics", {"core/math", "core/simd"}},
    {"core/data", {"core/math"}},
    {"core/lab", {"core/math", "core/simd"}},
    {"core/parts", {"core/math", "core/simd", "core/ml", "core/physics", "core/data", "core/lab"}},
    {"core/experiments", {"core/math", "core/simd", "core/ml", "core/physics", "core/data", "core/lab", "core/parts"}},
    {"core/cli", {"core/math", "core/simd", "core/ml", "core/data", "core/lab"}},

    {"web/model", {"core/math", "core/data", "core/lab"}},
    {"web/platform", {"core/math", "core/lab"}},
    {"web/look", {"core/math", "core/lab"}},
    {"web/gl", {"core/math", "core/lab", "web/look"}},
    {"web/views", {"core/math", "core/lab", "web/look", "web/gl"}},
    {"web/ui", {"core/math", "core/lab", "web/model", "web/platform", "web/look", "web/gl", "web/views"}},
    {"web/app", {"core/math", "core/lab", "web/model", "web/platform", "web/look", "web/gl", "web/views", "web/ui"}},
    {"web/gallery", {"core/math", "core/lab", "web/look", "web/gl", "web/views"}},
};

// Rooms whose files are the same on every platform; the build chooses the files that are not.
const std::set<std::string> kWithoutConditions = {"web/model", "web/look", "web/views", "web/ui"};

struct Source {
  fs::path file;  // relative to the top folder
  std::string room;
  std::vector<std::string> includes;    // without their quotation marks or brackets
  std::vector<std::string> conditions;  // lines that begin with #if
  bool has_thread_locals = false;
};

// "core/math" of "core/math/rng.h"; of a file in no room the folder "core" or "web".
std::string room_of(const fs::path& file) {
  const auto second = std::next(file.begin());
  return std::next(second) == file.end() ? file.begin()->string() : (*file.begin() / *second).generic_string();
}

Source read_source(const fs::path& top, const fs::path& file) {
  Source source{file, room_of(file), {}, {}, false};
  std::ifstream stream(top / file);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("#include ")) source.includes.push_back(line.substr(10, line.find_first_of("\">", 10) - 10));
    if (line.starts_with("#if")) source.conditions.push_back(line);
    if (line.find("thread_local") != std::string::npos) source.has_thread_locals = true;
  }
  return source;
}

// The C++ files under core/ and web/.
const std::vector<Source>& sources() {
  static const std::vector<Source> kSources = [] {
    const fs::path top = lectern::tests::source_dir();
    std::vector<Source> found;
    for (const char* folder : {"core", "web"}) {
      for (const auto& entry : fs::recursive_directory_iterator(top / folder)) {
        const fs::path& path = entry.path();
        if (path.extension() != ".h" && path.extension() != ".cpp") continue;
        found.push_back(read_source(top, path.lexically_relative(top)));
      }
    }
    return found;
  }();
  return kSources;
}

}  // namespace

TEST_CASE("each room includes only rooms below it") {
  CHECK(sources().size() > 200);
  for (const Source& source : sources()) {
    CAPTURE(source.file);
    REQUIRE(kMayInclude.contains(source.room));
    for (const std::string& include : source.includes) {
      if (!include.starts_with("core/") && !include.starts_with("web/")) continue;
      CAPTURE(include);
      const std::string other = room_of(include);
      CHECK((other == source.room || kMayInclude.at(source.room).contains(other)));
    }
  }
}

TEST_CASE("the table of rooms has no cycle") {
  // Rooms are placed once all that they include are.
  std::set<std::string> placed;
  for (std::size_t before = 0; placed.size() < kMayInclude.size(); before = placed.size()) {
    for (const auto& [room, below] : kMayInclude) {
      if (std::includes(placed.begin(), placed.end(), below.begin(), below.end())) placed.insert(room);
    }
    CAPTURE(placed.size());
    REQUIRE(placed.size() > before);
  }
}

TEST_CASE("the core and the model of the front end include no header of a user interface") {
  for (const Source& source : sources()) {
    if (!source.room.starts_with("core/") && source.room != "web/model") continue;
    CAPTURE(source.file);
    for (const std::string& include : source.includes) {
      CAPTURE(include);
      for (const char* foreign : {"imgui", "implot", "SDL", "GL", "emscripten/html5"}) {
        CHECK_FALSE(include.starts_with(foreign));
      }
    }
  }
}

TEST_CASE("views and interface are compiled without conditions") {
  for (const Source& source : sources()) {
    if (!kWithoutConditions.contains(source.room)) continue;
    CAPTURE(source.file);
    CHECK(source.conditions.empty());
  }
}

// A part that one demo alone is made of stands in that demo's folder.
TEST_CASE("each part serves two demos or more") {
  std::map<std::string, std::set<std::string>> included_by;  // header of a part → users
  for (const Source& source : sources()) {
    const fs::path inside = source.file.lexically_relative(source.room);
    for (const std::string& part : source.includes) {
      if (!part.starts_with("core/parts/")) continue;
      if (source.room == "core/experiments") included_by[part].insert(inside.begin()->stem().string());
      if (source.room == "core/parts" && inside.stem() != fs::path(part).stem())
        included_by[part].insert("core/parts/" + inside.stem().string() + ".h");
    }
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

// The page's program without threads is linked from the objects of the one with threads, and there the linker gives
// thread-local variables wrong addresses.
TEST_CASE("no variable is thread-local") {
  for (const Source& source : sources()) {
    CAPTURE(source.file);
    CHECK_FALSE(source.has_thread_locals);
  }
}
