#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string_view>

#include "core/cli/arguments.h"
#include "core/cli/batch.h"
#include "core/cli/commands.h"
#include "core/cli/headless.h"
#include "core/data/file_intake.h"
#include "core/lab/data_file.h"
#include "core/lab/saved_file.h"
#include "core/lab/share_link.h"
#include "core/lab/snapshot_json.h"
#include "core/lab/text.h"
#include "core/lab/weight_files.h"
#include "core/math/state_hasher.h"

namespace lectern::cli {
namespace {

constexpr std::uintmax_t kPartBytes = 1u << 20;

// How a table is to be read: parameters of the demos that read tables, as options of the command.
constexpr std::array<const char*, 7> kTableOptions{"label",  "label_kind", "left_out", "use_index",
                                                   "header", "separator",  "decimal"};

Result<std::shared_ptr<const DataFile>> read_file(const std::string& path) {
  std::error_code problem;
  const std::uintmax_t bytes = std::filesystem::file_size(path, problem);
  if (problem) return Error{"The file " + in_quotes(path) + " cannot be read: " + problem.message() + "."};
  std::ifstream stream(path, std::ios::binary);
  data::FileIntake intake(bytes);
  std::string part(std::min<std::uintmax_t>(bytes, kPartBytes), '\0');
  while (stream && intake.taken() < bytes && !intake.is_hopeless()) {
    stream.read(part.data(), static_cast<std::streamsize>(part.size()));
    intake.add(std::string_view(part).substr(0, static_cast<std::size_t>(stream.gcount())));
  }
  Result<std::string> content = intake.finish();
  if (!content) return Error{"The file " + in_quotes(path) + " " + content.error()};
  return make_data_file(std::filesystem::path(path).filename().string(), std::move(*content));
}

Result<DataFiles> read_files(const Arguments& arguments) {
  DataFiles files;
  for (const auto& [option, path] : arguments.values) {
    if (option != "data") continue;
    Result<std::shared_ptr<const DataFile>> file = read_file(path);
    if (!file) return Error{file.error()};
    files.push_back(std::move(*file));
  }
  return files_with({}, files);
}

// Sets what the options say of the table as parameters of the run.
Result<bool> take_table_options(const Arguments& arguments, RunPlan& plan) {
  const ExperimentInfo& info = *Registry::instance().find(plan.id);
  ParameterSet set = ParameterSet::with(info.schema, plan.parameters).set;
  for (const auto& [option, text] : arguments.values) {
    if (std::find(kTableOptions.begin(), kTableOptions.end(), option) == kTableOptions.end()) continue;
    const std::size_t place = info.schema.index_of(option);
    if (place == info.schema.size() || info.schema.specs()[place].shown_when_id != info.files.parameter)
      return Error{"--" + option + " says how a table is read; " + in_quotes(plan.id) + " has no such choice."};
    const Result<bool> taken = set.parse_text(option, text);
    if (!taken) return Error{"--" + option + ": " + taken.error()};
  }
  plan.parameters = set.changes();
  return true;
}

void print_summary(const Snapshot& snapshot) {
  std::printf("%s after %llu steps\n", snapshot.plan.id.c_str(), static_cast<unsigned long long>(snapshot.step));
  for (const Metric& metric : snapshot.metrics) {
    const std::string value = std::isnan(metric.value) ? "–" : number_text(metric.value);
    std::printf("  %s: %s%s%s\n", metric.label.c_str(), value.c_str(), metric.unit.empty() ? "" : " ",
                metric.unit.c_str());
  }
  for (const std::string& note : snapshot.notes) std::printf("%s\n", note.c_str());
  if (!snapshot.message.empty()) std::printf("%s\n", snapshot.message.c_str());
  if (snapshot.state_hash) std::printf("state %s\n", hash_text(*snapshot.state_hash).c_str());
  std::printf("%s\n", write_link({snapshot.plan, snapshot.step, {}}).c_str());
}

// What --networks asks for.
Result<std::optional<NetworkFormat>> network_format(const Arguments& arguments) {
  const std::string* id = arguments.value("networks");
  if (!id) {
    if (arguments.value("folder")) return Error{"--folder belongs to --networks FORMAT."};
    return std::optional<NetworkFormat>();
  }
  const std::optional<NetworkFormat> format = from_id(kNetworkFormats, *id);
  if (!format) return Error{"--networks cannot be " + in_quotes(*id) + "; allowed are onnx and npz."};
  return format;
}

Result<bool> save_networks(const Snapshot& snapshot, const std::filesystem::path& folder, bool quiet) {
  if (!snapshot.networks || snapshot.networks->empty())
    return Error{"The demo " + in_quotes(snapshot.plan.id) + " has no network that can be saved."};
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  for (const SavedFile& file : *snapshot.networks) {
    const std::filesystem::path path = folder / file.name;
    std::ofstream stream(path, std::ios::binary);
    stream.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
    if (!stream.flush()) return Error{"The file " + in_quotes(path.string()) + " cannot be written."};
    if (!quiet) std::printf("saved %s\n", path.string().c_str());
  }
  return true;
}

}  // namespace

Result<bool> run(const std::vector<std::string>& texts) {
  std::vector<std::string> options{"steps", "threads", "data", "networks", "folder", "batch", "shard", "out"};
  options.insert(options.end(), kTableOptions.begin(), kTableOptions.end());
  const Result<Arguments> arguments = parse_arguments(
      texts,
      {options,
       {"json"},
       0,
       1,
       "lectern run LINK [--steps N] [--threads N] [--json] [--data FILE [--label …]] [--networks FORMAT [--folder "
       "DIR]], or "
       "lectern run --batch LINKS --out FILE [--shard I/N] [--threads N]"});
  if (!arguments) return Error{arguments.error()};
  if (arguments->value("batch")) return run_batch(*arguments);
  if (arguments->words.empty())
    return Error{"The command is: lectern run LINK, or lectern run --batch LINKS --out FILE."};
  for (const char* only_in_batch : {"shard", "out"})
    if (arguments->value(only_in_batch)) return Error{std::string("--") + only_in_batch + " belongs to --batch LINKS."};
  Result<SharedRun> shared = read_link(arguments->words[0]);
  if (!shared) return Error{shared.error()};
  const Result<unsigned long long> steps = number_of(*arguments, "steps", 0, kMaximumStep, shared->step);
  if (!steps) return Error{steps.error()};
  const Result<unsigned long long> threads = number_of(*arguments, "threads", 1, kMaximumThreads, 1);
  if (!threads) return Error{threads.error()};
  const Result<DataFiles> files = read_files(*arguments);
  if (!files) return Error{files.error()};
  const Result<bool> taken = take_table_options(*arguments, shared->plan);
  if (!taken) return Error{taken.error()};

  const Result<std::optional<NetworkFormat>> format = network_format(*arguments);
  if (!format) return Error{format.error()};

  const auto moment = [&](const RunPlan& plan, std::uint64_t step) {
    return run_to(plan, arguments->value("steps") ? *steps : step, *files, static_cast<int>(*threads), *format);
  };
  const std::unique_ptr<Runner> runner = moment(shared->plan, shared->step);
  std::unique_ptr<Runner> beside;
  if (shared->beside) beside = moment(shared->beside->plan, shared->beside->step);
  for (const Runner* each : {runner.get(), beside.get()}) {
    if (each && each->latest().status == RunStatus::failed) return Error{each->latest().message};
  }
  if (*format) {
    const std::string* folder = arguments->value("folder");
    const Result<bool> saved = save_networks(runner->latest(), folder ? *folder : ".", arguments->has("json"));
    if (!saved) return Error{saved.error()};
  }
  if (arguments->has("json")) {
    std::optional<ThreadedSnapshot> other;
    if (beside) other.emplace(ThreadedSnapshot{beside->latest(), beside->workers()});
    std::printf("%s\n", snapshot_json(runner->latest(), runner->workers(), other).c_str());
  } else {
    print_summary(runner->latest());
    if (beside) {
      std::printf("\nbeside it: ");
      print_summary(beside->latest());
    }
  }
  return true;
}

}  // namespace lectern::cli
