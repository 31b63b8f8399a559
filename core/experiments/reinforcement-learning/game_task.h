#pragma once

#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "core/lab/action.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/snapshot.h"
#include "core/ml/decisions/tic_tac_toe.h"

namespace lectern::reinforcement {

struct GameSettings {
  double exploration = 0.3;
  double step_size = 0.2;
};

// Tic-tac-toe learned from games against itself, beside minimax; a person plays crosses against it. A step is a hundred
// games.
class GameTask {
 public:
  explicit GameTask(const Streams& streams);

  void step(const GameSettings& settings);
  bool act(const Action& action);
  void describe(Snapshot& snapshot) const;

  auto state() const { return std::tuple(std::tie(values_, board_, games_), rng_.state(), unhashed(history_)); }

 private:
  void measure();
  void describe_board(Plane& plane, std::span<const double> values) const;

  std::vector<double> values_;           // learned, of each board
  Shared<std::vector<double>> minimax_;  // the truth
  decisions::Board board_;               // of the person's game
  long games_ = 0;
  Rng rng_;
  decisions::Record against_random_, against_minimax_;  // mean of both sides
  History history_{3};
};

}  // namespace lectern::reinforcement
