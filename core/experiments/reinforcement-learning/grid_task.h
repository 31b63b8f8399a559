#pragma once

#include <array>
#include <tuple>
#include <vector>

#include "core/experiments/reinforcement-learning/grid_world.h"
#include "core/experiments/reinforcement-learning/recent_mean.h"
#include "core/lab/action.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/snapshot.h"

namespace lectern::reinforcement {

struct GridSettings {
  Map map = Map::cliff;
  double slip = 0;
  double discount = 1;
  double step_size = 0.5;
  double exploration = 0.1;
  int goal_moves = 0;
};

// Planning, Q-learning and SARSA in one grid world: a step is one sweep of value iteration and one episode of each
// learner.
class GridTask {
 public:
  GridTask(const GridSettings& settings, const Streams& streams);

  void step(const GridSettings& settings);
  bool act(const Action& action);
  void describe(const GridSettings& settings, Snapshot& snapshot) const;

  auto state() const {
    return std::tuple(std::tie(world_, learners_, V_, episodes_), unhashed(law_), unhashed(Q_), unhashed(best_V_),
                      unhashed(history_));
  }

 private:
  struct Learner {
    bool follows = false;  // SARSA
    Matrix<double> Q;
    Rng rng{0};
    RecentMean returns, falls;
    std::vector<float> path_x, path_y;  // of the last episode; not a number where it was carried back to the start
    double greedy_return = 0;           // of the greedy policy from the start
    auto state() const {
      return std::tuple(std::tie(Q, returns, falls), rng.state(), unhashed(path_x), unhashed(path_y));
    }
  };

  void set_goal(int state, double discount);
  void run_episode(const GridSettings& settings, Learner& learner);
  void measure(const GridSettings& settings);
  void describe_world(Plane& plane, ConstMatrixView<double> Q, const Learner* learner) const;

  GridWorld world_;
  std::vector<Learner> learners_;  // Q-learning, SARSA
  decisions::Mdp law_;
  std::vector<double> V_;       // of value iteration
  Matrix<double> Q_;            // the same of each action
  std::vector<double> best_V_;  // what it comes to
  double discount_;
  double last_change_ = 0;
  int episodes_ = 0;
  History history_{2};
};

}  // namespace lectern::reinforcement
