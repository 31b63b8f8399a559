#include "core/experiments/reinforcement-learning/bandit_task.h"

#include <algorithm>
#include <limits>
#include <string>

#include "core/ml/decisions/tabular.h"

namespace lectern::reinforcement {
namespace {

constexpr std::size_t kRuns = 200;
constexpr int kPulls = 5;        // of a step
constexpr double kRecent = 0.1;  // step size of agents that forget
constexpr double kLimit = 3;     // of a mean reward
constexpr std::array kNames{"greedy", "ε-greedy", "upper bounds"};

constexpr const char* kArmsHelp =
    "What each arm pays: its mean, and a standard deviation up and down. Drag a mean: the agents are not told. The dots "
    "are what the agents think in the first of 200 runs.";
constexpr const char* kPullsHelp = "How often each arm is pulled now, in 200 runs of each agent.";
constexpr const char* kBestHelp = "Share of the 200 runs in which the best arm is pulled.";
constexpr const char* kRegretHelp =
    "What was lost so far by not pulling the best arm, mean of 200 runs. It stays flat once only the best arm is pulled.";
constexpr const char* kBanditNumbersHelp = "Means of 200 runs.";

}  // namespace

BanditTask::BanditTask(const BanditSettings& settings, const Streams& streams) : rng_(streams.rng("pulls")) {
  Rng rng = streams.rng("arms");
  for (int arm = 0; arm < settings.arms; ++arm) means_.push_back(std::clamp(rng.normal(), -kLimit, kLimit));
  for (std::size_t agent = 0; agent < kAgents; ++agent) {
    runs_[agent].assign(kRuns, decisions::ArmEstimates(means_.size()));
    shares_[agent].assign(means_.size(), 0);
  }
}

void BanditTask::step(const BanditSettings& settings) {
  const auto best = static_cast<std::size_t>(decisions::greedy_action(means_));
  const double step_size = settings.forgets ? kRecent : 0;
  for (std::size_t agent = 0; agent < kAgents; ++agent) {
    std::fill(shares_[agent].begin(), shares_[agent].end(), 0.0);
    double lost = 0;
    for (decisions::ArmEstimates& run : runs_[agent]) {
      for (int pull = 0; pull < kPulls; ++pull) {
        const int arm = agent == 2 ? decisions::upper_confidence_arm(run, settings.confidence, pulls_ + pull)
                                   : decisions::epsilon_greedy(run.values, agent == 0 ? 0 : settings.exploration, rng_);
        const auto i = static_cast<std::size_t>(arm);
        run.learn(arm, means_[i] + rng_.normal(), step_size);
        lost += means_[best] - means_[i];
        shares_[agent][i] += 1.0 / (kPulls * static_cast<double>(kRuns));
      }
    }
    regret_[agent] += lost / static_cast<double>(kRuns);
    best_share_[agent] = shares_[agent][best];
  }
  pulls_ += kPulls;
  best_history_.record(static_cast<double>(pulls_), best_share_);
  regret_history_.record(static_cast<double>(pulls_), regret_);
}

bool BanditTask::act(const Action& action) {
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (drag == nullptr || action.panel != "arms") return false;
  for (std::size_t i = 0; i < means_.size(); ++i) {
    if (drag->handle != "arm_" + std::to_string(i + 1)) continue;
    means_[i] = std::clamp(static_cast<double>(drag->y), -kLimit, kLimit);
    return true;
  }
  return false;
}

void BanditTask::describe(Snapshot& snapshot) const {
  const double count = static_cast<double>(means_.size());
  const Range arms{0.4, count + 0.6};
  Plane& plane = snapshot.plane("arms", "The arms", {.weight = 4, .help = kArmsHelp});
  plane.axes({.label = "arm", .range = arms}, {.label = "reward", .range = {-4.2, 4.2}});
  LineLayer& laws = plane.line("mean ± standard deviation", Places(), {.color = kColorMuted, .width_px = 3});
  for (std::size_t i = 0; i < means_.size(); ++i) {
    const auto x = static_cast<float>(i + 1), mean = static_cast<float>(means_[i]);
    laws.x.insert(laws.x.end(), {x, x, std::numeric_limits<float>::quiet_NaN()});
    laws.y.insert(laws.y.end(), {mean - 1, mean + 1, std::numeric_limits<float>::quiet_NaN()});
  }
  for (std::size_t agent = 0; agent < kAgents; ++agent) {
    const decisions::ArmEstimates& run = runs_[agent].front();
    PointsLayer& points = plane.points(kNames[agent], Places(), {.color = static_cast<ColorRole>(agent), .size_px = 5});
    for (std::size_t i = 0; i < means_.size(); ++i) {
      if (run.counts[i] == 0) continue;
      points.x.push_back(static_cast<float>(i + 1) + 0.3f * (static_cast<float>(agent) - 1));
      points.y.push_back(static_cast<float>(run.values[i]));
    }
  }
  for (std::size_t i = 0; i < means_.size(); ++i) {
    const std::string id = "arm_" + std::to_string(i + 1);
    plane.handle(id, i == 0 ? "mean" : "", static_cast<double>(i + 1), means_[i]);
  }

  Plane& best = snapshot.curves("best_arm", "Pulls of the best arm", {.weight = 3, .help = kBestHelp});
  best.axes({.label = "pulls"}, {.label = "share of the runs", .range = {0, 1.02}});
  for (std::size_t agent = 0; agent < kAgents; ++agent)
    best.line(kNames[agent], best_history_, agent, {.color = static_cast<ColorRole>(agent)});
  Plane& regret = snapshot.curves("regret", "Regret", {.weight = 3, .help = kRegretHelp});
  regret.axes({.label = "pulls"}, {.label = "reward lost so far"});
  for (std::size_t agent = 0; agent < kAgents; ++agent)
    regret.line(kNames[agent], regret_history_, agent, {.color = static_cast<ColorRole>(agent)});
  Plane& pulls = snapshot.plane("pulls", "Who pulls what", {.weight = 2, .help = kPullsHelp});
  pulls.axes({.label = "arm", .range = arms}, {.label = "share of the pulls", .range = {0, 1.02}});
  for (std::size_t agent = 0; agent < kAgents; ++agent) {
    BarsLayer& bars = pulls.bars(kNames[agent], Values(), Values(), 0.24, {static_cast<ColorRole>(agent)});
    for (std::size_t i = 0; i < means_.size(); ++i) {
      bars.x.push_back(static_cast<float>(i + 1) + 0.25f * (static_cast<float>(agent) - 1));
      bars.height.push_back(static_cast<float>(shares_[agent][i]));
    }
  }
  Numbers numbers = snapshot.numbers("Bandit", {.weight = 2, .help = kBanditNumbersHelp});
  numbers.heading("Regret");
  numbers.add("regret_greedy", "greedy", regret_[0], {.digits = 3});
  numbers.add("regret_epsilon", "ε-greedy", regret_[1], {.digits = 3});
  numbers.add("regret_bounds", "upper bounds", regret_[2], {.digits = 3});
  numbers.heading("Share of the best arm");
  numbers.add("best_greedy", "best arm, greedy", best_share_[0], {.digits = 2});
  numbers.add("best_epsilon", "best arm, ε-greedy", best_share_[1], {.digits = 2});
  numbers.add("best_bounds", "best arm, upper bounds", best_share_[2], {.digits = 2});
  numbers.add("pulls", "pulls of each run", static_cast<double>(pulls_), {.digits = 0});
}

}  // namespace lectern::reinforcement
