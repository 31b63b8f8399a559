#pragma once

#include <array>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/decisions/mdp.h"

namespace lectern::reinforcement {

enum class Map { cliff, rooms, meadow };

// A small world of cells: every move costs 1, a cliff 100 and the way back to the start; the goal ends an episode.
// Cells are numbered row by row from the top; they are the states. Actions: 0 up, 1 right, 2 down, 3 left; against a
// wall or the rim one stays. On slippery ground a move goes to one of its two sides with probability `slip`.
class GridWorld {
 public:
  static constexpr int kActions = 4;
  struct Place {
    int column = 0, row = 0;
  };

  GridWorld(Map map, double slip);

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  int states() const { return rows_ * columns_; }
  int start() const { return start_; }
  int goal() const { return goal_; }
  int second_goal() const { return second_goal_; }
  bool is_wall(int state) const { return cell(state) == '#'; }
  bool is_cliff(int state) const { return cell(state) == 'x'; }
  // Somewhere to stand.
  bool is_free(int state) const { return !is_wall(state) && !is_cliff(state); }
  Place place(int state) const { return {state % columns_, state / columns_}; }
  // The free cell but the start that is nearest to a place of the picture, whose y counts from below.
  int nearest_free(double x, double y) const;

  void set_goal(int state) { goal_ = state; }

  struct Outcome {
    int entered = 0;  // the cell that the move led to; of a cliff not the one where one is then
    int next = 0;
    double reward = 0;
  };
  Outcome move(int state, int action, Rng& rng) const;
  // The law of it all.
  decisions::Mdp law() const;

  auto state() const { return std::tie(goal_); }

 private:
  char cell(int state) const { return cells_[static_cast<std::size_t>(state)]; }
  Outcome outcome(int state, int direction) const;

  std::string_view cells_;
  int rows_ = 0, columns_ = 0;
  int start_ = 0, goal_ = 0, second_goal_ = 0;
  double slip_;
};

}  // namespace lectern::reinforcement
