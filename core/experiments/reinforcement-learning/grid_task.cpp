#include "core/experiments/reinforcement-learning/grid_task.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/ml/decisions/tabular.h"

namespace lectern::reinforcement {
namespace {

constexpr int kMostMoves = 300;    // of an episode
constexpr int kJudgedMoves = 200;  // of a greedy policy, which may walk in circles
constexpr int kCellPixels = 6;

constexpr const char* kGridLearnedHelp =
    "The value of the best action in each cell as learned so far, its greedy action as an arrow, and the path of the "
    "last episode. Drag the goal: the learner is not told, and has to find out.";
constexpr const char* kPlannedHelp =
    "Value iteration knows the law of the world: one sweep a step, V(s) = max over a of R(s, a) + γ Σ P(s'|s, a) V(s'), "
    "without a single move. All best actions have an arrow.";
constexpr const char* kCostHelp =
    "What an episode costs while learning, mean of the last 20: one for each move, 100 for each fall. The line is the "
    "least that any policy can expect.";
constexpr const char* kGridNumbersHelp =
    "Returns from the start: as the greedy policy would earn on average (200 moves at most), and as earned in the last 100 "
    "episodes, exploration included, with falls for each. Of value iteration the largest change of the last sweep.";

}  // namespace

GridTask::GridTask(const GridSettings& settings, const Streams& streams)
    : world_(settings.map, settings.slip), discount_(settings.discount) {
  V_.assign(static_cast<std::size_t>(world_.states()), 0);
  Q_ = Matrix<double>(world_.states(), GridWorld::kActions);
  for (const bool follows : {false, true}) {
    Learner learner;
    learner.follows = follows;
    learner.Q = Matrix<double>(world_.states(), GridWorld::kActions);
    learner.rng = streams.rng(follows ? "sarsa" : "q-learning");
    learners_.push_back(std::move(learner));
  }
  set_goal(world_.goal(), discount_);
  measure(settings);
}

void GridTask::set_goal(int state, double discount) {
  constexpr int kMostSweeps = 4000;
  world_.set_goal(state);
  law_ = world_.law();
  best_V_.assign(V_.size(), 0);
  Matrix<double> Q(world_.states(), GridWorld::kActions);
  decisions::value_iteration(law_, discount, 1e-9, kMostSweeps, best_V_, Q);
  decisions::action_values(law_, discount, V_, Q_);
}

void GridTask::run_episode(const GridSettings& settings, Learner& learner) {
  learner.path_x.clear();
  learner.path_y.clear();
  const auto pass = [&](int state) {
    learner.path_x.push_back(static_cast<float>(world_.place(state).column) + 0.5f);
    learner.path_y.push_back(static_cast<float>(world_.rows() - world_.place(state).row) - 0.5f);
  };
  const auto choose = [&](int state) {
    return decisions::epsilon_greedy({learner.Q.row(state), GridWorld::kActions}, settings.exploration, learner.rng);
  };
  int at = world_.start(), falls = 0;
  double gained = 0;
  pass(at);
  int action = choose(at);
  for (int moves = 0; moves < kMostMoves && at != world_.goal(); ++moves) {
    const GridWorld::Outcome led = world_.move(at, action, learner.rng);
    const decisions::Transition seen{at, action, led.reward, led.next, led.next == world_.goal()};
    if (learner.follows) {
      const int next_action = choose(led.next);
      decisions::sarsa_update(learner.Q, seen, next_action, settings.step_size, settings.discount);
      action = next_action;
    } else {
      decisions::q_learning_update(learner.Q, seen, settings.step_size, settings.discount);
      action = choose(led.next);
    }
    gained += led.reward;
    if (led.entered != at) pass(led.entered);
    if (led.entered != led.next) {
      ++falls;
      learner.path_x.push_back(std::numeric_limits<float>::quiet_NaN());
      learner.path_y.push_back(std::numeric_limits<float>::quiet_NaN());
      pass(led.next);
    }
    at = led.next;
  }
  learner.returns.add(gained);
  learner.falls.add(falls);
}

void GridTask::measure(const GridSettings& settings) {
  std::vector<int> policy(V_.size());
  for (Learner& learner : learners_) {
    for (int s = 0; s < world_.states(); ++s)
      policy[static_cast<std::size_t>(s)] = decisions::greedy_action({learner.Q.row(s), GridWorld::kActions});
    learner.greedy_return = decisions::expected_return(law_, policy, world_.start(), settings.discount, kJudgedMoves);
  }
}

void GridTask::step(const GridSettings& settings) {
  if (settings.goal_moves > 0 && episodes_ == settings.goal_moves) set_goal(world_.second_goal(), discount_);
  last_change_ = decisions::value_sweep(law_, settings.discount, V_, Q_);
  decisions::action_values(law_, settings.discount, V_, Q_);
  for (Learner& learner : learners_) run_episode(settings, learner);
  ++episodes_;
  measure(settings);
  history_.record(episodes_, std::array{-learners_[0].returns.mean(20), -learners_[1].returns.mean(20)});
}

bool GridTask::act(const Action& action) {
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (drag == nullptr || drag->handle != "goal") return false;
  if (action.panel != "q_learning" && action.panel != "sarsa" && action.panel != "planning") return false;
  set_goal(world_.nearest_free(static_cast<double>(drag->x), static_cast<double>(drag->y)), discount_);
  return true;
}

void GridTask::describe_world(Plane& plane, ConstMatrixView<double> Q, const Learner* learner) const {
  const double width = world_.columns(), height = world_.rows();
  plane.equal_axes({.label = "column", .range = {0, width}}, {.label = "row, from below", .range = {0, height}});
  double worst = -1;
  for (int s = 0; s < world_.states(); ++s)
    if (world_.is_free(s)) worst = std::min(worst, best_V_[static_cast<std::size_t>(s)]);
  const auto state_at = [&](double x, double y) {
    const int column = std::min(static_cast<int>(x), world_.columns() - 1);
    const int row = std::clamp(world_.rows() - 1 - static_cast<int>(y), 0, world_.rows() - 1);
    return row * world_.columns() + column;
  };
  const auto best_of = [&](int s) { return *std::max_element(Q.row(s), Q.row(s) + GridWorld::kActions); };
  plane.field("value of the best action",
              PlanarGrid{world_.rows() * kCellPixels, world_.columns() * kCellPixels, {0, width}, {0, height}},
              [&](double x, double y) {
                const int s = state_at(x, y);
                return world_.is_free(s) ? best_of(s) : kNothing;
              },
              {.color = {1.5 * worst, 0}, .map = ColorMap::viridis});
  const auto centre_x = [&](int s) { return world_.place(s).column + 0.5; };
  const auto centre_y = [&](int s) { return world_.rows() - 0.5 - world_.place(s).row; };
  PointsLayer* cliff = nullptr;
  for (int s = 0; s < world_.states(); ++s) {
    if (!world_.is_cliff(s)) continue;
    if (cliff == nullptr)
      cliff = &plane.points("cliff: −100, back to the start", Places(),
                            {.color = kColorBad, .marker = Marker::cross, .size_px = 5});
    cliff->x.push_back(static_cast<float>(centre_x(s)));
    cliff->y.push_back(static_cast<float>(centre_y(s)));
  }
  if (learner != nullptr)
    plane.line("last episode", Places(learner->path_x, learner->path_y), {.color = 1, .width_px = 2.5f});
  ArrowsLayer& arrows = plane.arrows(learner != nullptr ? "greedy action" : "best actions", Places(), Places());
  constexpr std::array<float, 4> kX{0, 1, 0, -1}, kY{1, 0, -1, 0};
  for (int s = 0; s < world_.states(); ++s) {
    if (!world_.is_free(s) || s == world_.goal()) continue;
    const double best = best_of(s);
    const auto ties =
        std::count_if(Q.row(s), Q.row(s) + GridWorld::kActions, [best](double value) { return value > best - 1e-9; });
    if (ties == GridWorld::kActions) continue;  // nothing known yet
    for (std::size_t a = 0; a < 4; ++a) {
      if (Q(s, static_cast<std::ptrdiff_t>(a)) <= best - 1e-9) continue;
      constexpr float kLength = 0.36f;
      arrows.x.push_back(static_cast<float>(centre_x(s)));
      arrows.y.push_back(static_cast<float>(centre_y(s)));
      arrows.dx.push_back(kLength * kX[a]);
      arrows.dy.push_back(kLength * kY[a]);
    }
  }
  plane.point("start", centre_x(world_.start()), centre_y(world_.start()),
              {.color = kColorForeground, .marker = Marker::ring, .size_px = 7});
  plane.handle("goal", "goal", centre_x(world_.goal()), centre_y(world_.goal()));
}

void GridTask::describe(const GridSettings& settings, Snapshot& snapshot) const {
  const Learner &q = learners_[0], &sarsa = learners_[1];
  describe_world(snapshot.plane("q_learning", "Q-learning", {.weight = 4, .help = kGridLearnedHelp}), q.Q, &q);
  describe_world(snapshot.plane("sarsa", "SARSA", {.weight = 3, .help = kGridLearnedHelp}), sarsa.Q, &sarsa);
  const double best = best_V_[static_cast<std::size_t>(world_.start())];
  Plane& curves = snapshot.curves("cost_of_episodes", "Cost of an episode", {.weight = 3, .help = kCostHelp});
  curves.axes({.label = "episode"}, {.label = "−return, mean of 20", .logarithmic = true});
  curves.line("Q-learning", history_, 0, {.color = 0});
  curves.line("SARSA", history_, 1, {.color = 1});
  curves.level("least expected", -best);
  describe_world(snapshot.plane("planning", "Value iteration", {.weight = 3, .help = kPlannedHelp}), Q_, nullptr);
  Numbers numbers = snapshot.numbers("Returns", {.weight = 2, .help = kGridNumbersHelp});
  numbers.heading("Greedy policy");
  numbers.add("greedy_q", "Q-learning", q.greedy_return, {.digits = 4});
  numbers.add("greedy_sarsa", "SARSA", sarsa.greedy_return, {.digits = 4});
  numbers.add("best_return", "best possible", best, {.digits = 4});
  numbers.heading("While learning");
  numbers.add("earned_q", "return, Q-learning", q.returns.mean(), {.digits = 4});
  numbers.add("earned_sarsa", "return, SARSA", sarsa.returns.mean(), {.digits = 4});
  if (settings.map == Map::cliff) {
    numbers.add("falls_q", "falls, Q-learning", q.falls.mean(), {.digits = 2});
    numbers.add("falls_sarsa", "falls, SARSA", sarsa.falls.mean(), {.digits = 2});
  }
  numbers.heading("Planning");
  numbers.add("planned_return", "value of the start", V_[static_cast<std::size_t>(world_.start())], {.digits = 4});
  numbers.add("last_sweep_change", "last change", last_change_, {.digits = 2});
  numbers.add("episodes", "episodes", episodes_, {.digits = 0});
}

}  // namespace lectern::reinforcement
