// Checks the lessons: that their files can be read, and that the runs show what they claim.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/cli/arguments.h"
#include "core/cli/commands.h"
#include "core/lab/lesson_check.h"
#include "core/lab/text.h"

namespace lectern::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUsage = "lectern lesson check [ID or FILE …] [--lessons FOLDER] [--threads N]";
constexpr const char* kUsualFolder = "assets/lessons";
constexpr unsigned long long kMaximumThreads = 64;

struct Counts {
  int passed = 0, failed = 0;
};

void print_check(const std::string& name, const std::vector<std::string>& failures, Counts& counts) {
  if (failures.empty()) {
    ++counts.passed;
    std::printf("PASS %s\n", name.c_str());
    return;
  }
  ++counts.failed;
  std::printf("FAIL %s\n", name.c_str());
  for (const std::string& failure : failures) std::printf("     %s\n", failure.c_str());
}

Result<std::vector<fs::path>> lesson_files(const Arguments& arguments) {
  const std::string* named = arguments.value("lessons");
  const fs::path folder = named == nullptr ? fs::path(kUsualFolder) : fs::path(*named);
  std::vector<fs::path> files;
  for (std::size_t i = 1; i < arguments.words.size(); ++i) {
    const std::string& word = arguments.words[i];
    files.push_back(is_experiment_id(word) ? folder / (word + ".md") : fs::path(word));
  }
  if (!files.empty()) return files;
  std::error_code problem;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, problem))
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  if (problem)
    return Error{"The folder " + in_quotes(folder.string()) + " cannot be read: name the lessons' with --lessons."};
  std::sort(files.begin(), files.end());
  return files;
}

Result<bool> check_file(const fs::path& path, ThreadPool& pool, Counts& counts) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  if (!stream) return Error{"The lesson " + in_quotes(path.string()) + " cannot be read."};
  const ParsedLesson parsed = parse_lesson(text.str());
  const std::string name = path.stem().string();
  if (!parsed.problems.empty()) {
    print_check(name, parsed.problems, counts);
    return true;
  }
  const std::vector<StopCheck> checks = check_lesson(parsed.lesson, pool);
  for (std::size_t i = 0; i < checks.size(); ++i)
    print_check(name + " " + std::to_string(i + 1) + ": " + checks[i].title, checks[i].failures, counts);
  return true;
}

}  // namespace

Result<bool> lesson(const std::vector<std::string>& texts) {
  const Result<Arguments> arguments = parse_arguments(
      texts, {.options = {"lessons", "threads"}, .flags = {}, .fewest_words = 1, .most_words = 1000, .usage = kUsage});
  if (!arguments) return Error{arguments.error()};
  if (arguments->words.front() != "check")
    return Error{in_quotes(arguments->words.front()) + " is nothing that can be done with a lesson; allowed is " +
                 kUsage + "."};
  const Result<unsigned long long> threads = number_of(*arguments, "threads", 1, kMaximumThreads, 1);
  if (!threads) return Error{threads.error()};
  const Result<std::vector<fs::path>> files = lesson_files(*arguments);
  if (!files) return Error{files.error()};
  ThreadPool pool(static_cast<int>(*threads));
  Counts counts;
  for (const fs::path& file : *files) {
    const Result<bool> read = check_file(file, pool, counts);
    if (!read) return Error{read.error()};
  }
  std::printf("%d passed, %d failed\n", counts.passed, counts.failed);
  return counts.failed == 0;
}

}  // namespace lectern::cli
