#include "core/cli/headless.h"

#include <chrono>

#include "core/lab/text.h"

namespace lectern::cli {
namespace {

constexpr double kSlice_s = 1;

}  // namespace

double clock_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

Result<SharedRun> read_link(const std::string& text) {
  ParsedLink link = parse_link(text);
  const std::size_t problems = link.problems.size();
  if (problems == 1) return Error{link.problems[0]};
  if (problems > 1) {
    return Error{link.problems[0] + " The link has " + std::to_string(problems - 1) + " more " +
                 (problems == 2 ? "problem." : "problems.")};
  }
  if (link.run.plan.id.empty())
    return Error{"The link names no demo; " + in_quotes("lectern list") + " names them all."};
  return std::move(link.run);
}

// The runner, once it has come to rest: at the step, or before it where the run ended.
std::unique_ptr<Runner> run_to(const RunPlan& plan, std::uint64_t step, const DataFiles& files, int threads,
                               std::optional<NetworkFormat> networks) {
  std::unique_ptr<Runner> runner = make_inline_runner(threads, clock_s);
  RunRequest& request = runner->desired();
  request.generation = 1;
  request.plan = with_files(plan, *Registry::instance().find(plan.id), files);
  request.files = files;
  request.step_target = step;
  request.wants_state_hash = true;
  request.wants_networks = networks;
  runner->submit();
  do {
    runner->pump(kSlice_s);
  } while (!runner->refresh() || runner->latest().status == RunStatus::running);
  return runner;
}

}  // namespace lectern::cli
