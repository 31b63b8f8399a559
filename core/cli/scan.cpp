#include "core/lab/link_scan.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "core/cli/arguments.h"
#include "core/cli/batch_results.h"
#include "core/cli/commands.h"
#include "core/cli/headless.h"
#include "core/cli/job_script.h"
#include "core/lab/share_link.h"
#include "core/lab/text.h"

namespace lectern::cli {
namespace {

// "3, 17–20"
std::string ranges_text(const std::vector<std::uint64_t>& ascending) {
  std::string text;
  for (std::size_t i = 0; i < ascending.size();) {
    std::size_t last = i;
    while (last + 1 < ascending.size() && ascending[last + 1] == ascending[last] + 1) ++last;
    text += (text.empty() ? "" : ", ") + std::to_string(ascending[i]);
    if (last > i) text += (last > i + 1 ? "–" : ", ") + std::to_string(ascending[last]);
    i = last + 1;
  }
  return text;
}

constexpr std::uint64_t kMostShards = 10'000;

// Where this program lies.
Result<std::string> own_path() {
  std::error_code failure;
  const std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", failure);
  if (failure) return Error{"This system does not tell where the program lies: " + failure.message() + "."};
  return path.string();
}

// Prints the scan as a script for an engine that runs jobs.
Result<bool> print_script(const Arguments& arguments, const LinkScan& links) {
  const Result<unsigned long long> shards = number_of(arguments, "shards", 1, kMostShards, 20);
  if (!shards) return Error{shards.error()};
  const Result<unsigned long long> threads = number_of(arguments, "threads", 1, kMaximumThreads, 1);
  if (!threads) return Error{threads.error()};
  const Result<std::string> program = own_path();
  if (!program) return Error{program.error()};
  JobArray array{.program = *program,
                 .list = "scan " + quoted_for_shell(arguments.words[0]),
                 .demo = parse_link(links.link(0)).run.plan.id,
                 .runs = links.size(),
                 .shards = std::min<std::uint64_t>(*shards, links.size()),
                 .threads = *threads};
  for (const auto& [option, value] : arguments.values)
    if (option != "shards" && option != "threads") array.list += " --" + option + " " + quoted_for_shell(value);
  std::fputs((arguments.has("slurm") ? slurm_script(array) : htcondor_script(array)).c_str(), stdout);
  return true;
}

}  // namespace

Result<bool> scan(const std::vector<std::string>& texts) {
  const Result<Arguments> arguments = parse_arguments(
      texts, {{"search", "configurations", "points", "scan_seed", "shards", "threads"},
              {"list", "slurm", "htcondor"},
              1,
              1,
              "lectern scan SPEC [--search random|grid|sobol] [--configurations N] [--points N] [--scan_seed N] "
              "[--list|--slurm|--htcondor] [--shards N] [--threads N]"});
  if (!arguments) return Error{arguments.error()};
  if (arguments->flags.size() > 1) return Error{"--list, --slurm and --htcondor exclude each other."};
  const bool is_script = arguments->has("slurm") || arguments->has("htcondor");
  for (const char* option : {"shards", "threads"})
    if (!is_script && arguments->value(option))
      return Error{"--" + std::string(option) + " belongs to --slurm and --htcondor; a list of links has none."};
  ScanOptions options;
  if (const std::string* search = arguments->value("search")) {
    const auto found = std::find_if(kScanSearches.begin(), kScanSearches.end(),
                                    [&](const Named<ScanSearch>& one) { return *search == one.id; });
    if (found == kScanSearches.end())
      return Error{"--search: " + in_quotes(*search) + " is not allowed; allowed are random, grid and sobol."};
    options.search = found->value;
  }
  const Result<unsigned long long> configurations =
      number_of(*arguments, "configurations", 1, kMostScannedRuns, options.configurations);
  const Result<unsigned long long> points =
      number_of(*arguments, "points", 2, 1000, static_cast<unsigned>(options.points));
  const Result<unsigned long long> seed = number_of(*arguments, "scan_seed", 0, kMaximumSeed, options.seed);
  for (const auto* number : {&configurations, &points, &seed})
    if (!*number) return Error{number->error()};
  options.configurations = *configurations;
  options.points = static_cast<int>(*points);
  options.seed = *seed;
  const Result<LinkScan> made = LinkScan::parse(arguments->words[0], options);
  if (!made) return Error{made.error()};
  if (is_script) return print_script(*arguments, *made);
  for (std::uint64_t i = 0; i < made->size(); ++i) std::printf("%s\n", made->link(i).c_str());
  return true;
}

Result<bool> merge(const std::vector<std::string>& texts) {
  const Result<Arguments> arguments =
      parse_arguments(texts, {{"out"}, {}, 1, 100'000, "lectern merge FILE … [--out FILE]"});
  if (!arguments) return Error{arguments.error()};
  BatchResults results;
  for (const std::string& path : arguments->words) {
    const Result<bool> added = add_results(path, results);
    if (!added) return Error{added.error()};
  }
  if (results.lines.empty()) return Error{"There are no results in these files."};
  std::string merged;
  for (const auto& [run, line] : results.lines) merged += line + '\n';
  if (const std::string* out = arguments->value("out")) {
    std::ofstream file(*out, std::ios::binary);
    file << merged;
    if (!file.flush()) return Error{"The file " + in_quotes(*out) + " cannot be written."};
  } else {
    std::fputs(merged.c_str(), stdout);
  }
  std::vector<std::uint64_t> missing;
  for (std::uint64_t run = 1; run <= results.of; ++run)
    if (!results.lines.contains(run)) missing.push_back(run);
  if (missing.empty()) return true;
  std::fprintf(stderr, "%zu of %llu runs are missing: %s\n", missing.size(),
               static_cast<unsigned long long>(results.of), ranges_text(missing).c_str());
  return false;
}

}  // namespace lectern::cli
