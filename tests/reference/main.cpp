// Runs reference cases: tests/reference/runner [--cases DIR] [--float32]
//
// For every case file under DIR one line `PASS name`, `FAIL name: why` or `SKIP name: why`, and a last
// line `N passed, N failed, N skipped`. A case is computed in the precision its peer used; --float32
// computes every case that has a float version in float, by its float32 tolerance.
// Exit status: 0 all passed or skipped, 1 some failed or there was none, 2 wrong usage.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/reference/compare.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path cases = LECTERN_CASES_DIR;
  bool float32 = false;
};

enum class Verdict { pass, fail, skip, no_case };

struct Outcome {
  Verdict verdict;
  std::string name;
  std::string why;
};

bool looks_like_case(const Json& file) {
  return file.is_object() && (file.contains("algorithm") || file.contains("family"));
}

Outcome judge(const Json& file, const std::string& name, bool all_in_float32) {
  const Case reference(file);
  const Entry* entry = find_algorithm(reference.family(), reference.algorithm());
  if (!entry) return {Verdict::skip, name, "no algorithm of that name yet"};
  const bool float32 = reference.is_float32() || all_in_float32;
  const Algorithm algorithm = float32 ? entry->float32 : entry->float64;
  if (!algorithm) return {Verdict::skip, name, "computed in double only"};
  const std::string found = first_difference(reference, algorithm(reference), float32);
  return {found.empty() ? Verdict::pass : Verdict::fail, name, found};
}

Outcome run_file(const fs::path& path, bool all_in_float32) {
  std::string name = path.stem().string();
  try {
    std::ifstream stream(path, std::ios::binary);
    require(stream.good(), "the file cannot be opened");
    const Json file = Json::parse(stream);
    if (!looks_like_case(file)) return {Verdict::no_case, name, ""};
    if (file.contains("name") && file["name"].is_string()) name = file["name"].get<std::string>();
    return judge(file, name, all_in_float32);
  } catch (const std::exception& error) {
    return {Verdict::fail, name, error.what()};
  }
}

std::vector<fs::path> json_files(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.path().extension() == ".json" && !entry.is_directory()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

int run_all(const Options& options) {
  int passed = 0, failed = 0, skipped = 0;
  for (const fs::path& path : json_files(options.cases)) {
    const Outcome outcome = run_file(path, options.float32);
    switch (outcome.verdict) {
      case Verdict::pass:
        ++passed;
        std::printf("PASS %s\n", outcome.name.c_str());
        break;
      case Verdict::fail:
        ++failed;
        std::printf("FAIL %s: %s\n", outcome.name.c_str(), outcome.why.c_str());
        break;
      case Verdict::skip:
        ++skipped;
        std::printf("SKIP %s: %s\n", outcome.name.c_str(), outcome.why.c_str());
        break;
      case Verdict::no_case: break;
    }
  }
  const bool none = passed + failed + skipped == 0;
  if (none) std::fprintf(stderr, "There is no case file under %s.\n", options.cases.c_str());
  std::printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
  return failed > 0 || none ? 1 : 0;
}

}  // namespace
}  // namespace lectern::reference

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 1 << 16);  // what was judged is seen even if a case brings the program down
  lectern::reference::Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--cases" && i + 1 < argc) {
      options.cases = argv[++i];
    } else if (argument == "--float32") {
      options.float32 = true;
    } else {
      std::fprintf(stderr, "usage: runner [--cases DIR] [--float32]\n");
      return 2;
    }
  }
  std::error_code error;
  if (!std::filesystem::is_directory(options.cases, error)) {
    std::fprintf(stderr, "%s is not a folder.\n", options.cases.c_str());
    return 2;
  }
  return lectern::reference::run_all(options);
}
