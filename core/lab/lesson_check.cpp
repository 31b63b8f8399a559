#include "core/lab/lesson_check.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <optional>

#include "core/lab/run_session.h"
#include "core/lab/text.h"

namespace lectern {
namespace {

constexpr std::size_t kMostKeptRuns = 8;

// Runs of one demo, each kept where it stands: claims about one run at growing steps cost one run.
class Runs {
 public:
  Runs(const Registry& registry, ThreadPool& pool) : registry_(registry), pool_(pool) {}

  struct Found {
    RunSession& session;
    Snapshot snapshot;
  };
  // The run at this step, or where it ended before.
  Found at(const RunPlan& plan, std::uint64_t step) {
    RunSession& session = session_of(plan, step);
    while (session.condition() == RunSession::Condition::ready && session.steps_done() < step) session.step();
    Found found{session, {}};
    session.describe(found.snapshot);
    return found;
  }

 private:
  RunSession& session_of(const RunPlan& plan, std::uint64_t step) {
    const std::string link = write_link({plan, 0, {}}, registry_);
    const auto known = sessions_.find(link);
    if (known != sessions_.end() && known->second->steps_done() <= step) return *known->second;
    if (sessions_.size() == kMostKeptRuns && known == sessions_.end()) sessions_.erase(sessions_.begin());
    auto session = std::make_unique<RunSession>(registry_, pool_);
    session->start(plan, {});
    return *(sessions_[link] = std::move(session));
  }

  const Registry& registry_;
  ThreadPool& pool_;
  std::map<std::string, std::unique_ptr<RunSession>> sessions_;
};

std::string status_text(RunSession::Condition condition) {
  switch (condition) {
    case RunSession::Condition::ready: return "running";
    case RunSession::Condition::finished: return "finished";
    case RunSession::Condition::diverged: return "diverged";
    default: return "failed";
  }
}

std::string status_text(RunStatus status) {
  return status == RunStatus::finished ? "finished" : status == RunStatus::diverged ? "diverged" : "running";
}

// Of one claim on one run: nothing if it holds, otherwise what was found.
class ClaimCheck {
 public:
  ClaimCheck(const Expectation& expectation, const RunPlan& plan, std::uint64_t step, Runs& runs)
      : expectation_(expectation), plan_(plan), step_(step), runs_(runs) {}

  std::optional<std::string> failure() {
    if (expectation_.status) {
      const RunSession::Condition condition = runs_.at(plan_, step_).session.condition();
      if (status_text(condition) == status_text(*expectation_.status)) return std::nullopt;
      return "the run is " + status_text(condition);
    }
    const double left = value_of(expectation_.left), right = value_of(expectation_.right);
    if (!missing_.empty()) return missing_;
    if (holds(expectation_.comparison, left, right, expectation_.within)) return std::nullopt;
    return found_;
  }

 private:
  double value_of(const ExpectedOperand& operand) {
    if (operand.metric.empty()) return operand.factor;
    const Runs::Found run = runs_.at(plan_, operand.step.value_or(step_));
    if (run.session.condition() == RunSession::Condition::failed) {
      missing_ = "the run failed: " + run.session.message();
      return 0;
    }
    std::vector<std::string> ids;
    for (const Metric& metric : run.snapshot.metrics) {
      ids.push_back(metric.id);
      if (metric.id != operand.metric) continue;
      found_ += (found_.empty() ? "" : ", ") + metric.id + " is " + number_text(metric.value) + " at step " +
                std::to_string(run.session.steps_done());
      return operand.factor * metric.value;
    }
    missing_ = "there is no metric " + in_quotes(operand.metric) + "; there are " + joined(ids);
    return 0;
  }

  const Expectation& expectation_;
  const RunPlan& plan_;
  std::uint64_t step_;
  Runs& runs_;
  std::string missing_, found_;
};

std::uint64_t step_of(const Expectation& expectation, const RunMoment& moment) {
  if (expectation.at_end) return kMaximumExpectedSteps;
  return expectation.step.value_or(moment.step);
}

std::optional<std::string> failure_of(const Expectation& expectation, const LessonStop& stop,
                                      const ExperimentInfo& demo, Runs& runs) {
  if (stop.plays && !expectation.step && !expectation.at_end)
    return "the stop plays: a step has to be named, as in “at step 100, …”";
  RunPlan plan = stop.moment.plan;
  ParameterSet parameters = ParameterSet::with(demo.schema, plan.parameters).set;
  for (const auto& [id, value] : expectation.changed) {
    const Result<bool> set = parameters.set(id, value);
    if (!set) return set.error();
  }
  plan.parameters = parameters.changes();
  const std::uint64_t step = step_of(expectation, stop.moment);
  if (!expectation.seeds) return ClaimCheck(expectation, plan, step, runs).failure();

  const Expectation::Seeds& seeds = *expectation.seeds;
  std::uint64_t held = 0;
  std::string failures;
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    (seeds.of_data ? plan.data_seed : plan.seed) = seed;
    if (const std::optional<std::string> failure = ClaimCheck(expectation, plan, step, runs).failure()) {
      failures +=
          "; with " + std::string(seeds.of_data ? "data seed " : "seed ") + std::to_string(seed) + " " + *failure;
    } else {
      ++held;
    }
  }
  if (held >= seeds.needed) return std::nullopt;
  return "it holds on " + std::to_string(held) + " of " + std::to_string(seeds.last - seeds.first + 1) + " seeds" +
         failures;
}

// Panels may come and go with the parameters: they are looked for in the stop's own state.
void check_panels(const LessonStop& stop, Runs& runs, std::vector<std::string>& failures) {
  if (stop.panels.empty()) return;
  const Runs::Found run = runs.at(stop.moment.plan, stop.moment.step);
  std::vector<std::string> ids;
  for (const Panel& panel : run.snapshot.panels) ids.push_back(panel.id);
  for (const std::string& id : stop.panels) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
      failures.push_back("Line " + std::to_string(stop.line) + ": there is no panel " + in_quotes(id) + "; there are " +
                         joined(ids) + ".");
  }
}

}  // namespace

std::vector<StopCheck> check_lesson(const Lesson& lesson, ThreadPool& pool, const Registry& registry) {
  std::vector<StopCheck> checks;
  const ExperimentInfo* demo = registry.find(lesson.demo);
  if (demo == nullptr) return checks;
  Runs runs(registry, pool);
  for (const LessonStop& stop : lesson.stops) {
    StopCheck check{stop.title, {}};
    check_panels(stop, runs, check.failures);
    for (const Expectation& expectation : stop.expectations) {
      if (const std::optional<std::string> failure = failure_of(expectation, stop, *demo, runs))
        check.failures.push_back("Line " + std::to_string(expectation.line) + ": “" + expectation.text +
                                 "” does not hold: " + *failure + ".");
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace lectern
