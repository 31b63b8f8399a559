#include "core/experiments/reinforcement-learning/grid_world.h"

#include <algorithm>
#include <cstdint>

namespace lectern::reinforcement {
namespace {

// S start, G goal, H where the goal goes when it moves by itself, # wall, x cliff.
constexpr std::string_view kCliff = "H..........."
                                    "............"
                                    "............"
                                    "SxxxxxxxxxxG";
constexpr std::string_view kRooms = "S....#....."
                                    ".....#....."
                                    ".........H."
                                    "##.#####.##"
                                    ".....#....."
                                    "..........."
                                    ".....#....G";
constexpr std::string_view kMeadow = "H......."
                                     "........"
                                     "........"
                                     "S......."
                                     "........"
                                     ".......G";

}  // namespace

GridWorld::GridWorld(Map map, double slip) : slip_(slip) {
  cells_ = map == Map::cliff ? kCliff : map == Map::rooms ? kRooms : kMeadow;
  columns_ = map == Map::cliff ? 12 : map == Map::rooms ? 11 : 8;
  rows_ = static_cast<int>(cells_.size()) / columns_;
  start_ = static_cast<int>(cells_.find('S'));
  goal_ = static_cast<int>(cells_.find('G'));
  second_goal_ = static_cast<int>(cells_.find('H'));
}

int GridWorld::nearest_free(double x, double y) const {
  int best = goal_;
  double least = 1e9;
  for (int s = 0; s < states(); ++s) {
    if (!is_free(s) || s == start_) continue;
    const double dx = place(s).column + 0.5 - x, dy = rows_ - 0.5 - place(s).row - y;
    const double distance = dx * dx + dy * dy;
    if (distance < least) {
      least = distance;
      best = s;
    }
  }
  return best;
}

GridWorld::Outcome GridWorld::outcome(int state, int direction) const {
  constexpr std::array<int, 4> kColumns{0, 1, 0, -1}, kRows{-1, 0, 1, 0};
  const auto d = static_cast<std::size_t>(direction);
  const int column = place(state).column + kColumns[d], row = place(state).row + kRows[d];
  const bool is_outside = column < 0 || column >= columns_ || row < 0 || row >= rows_;
  const int to = is_outside ? state : row * columns_ + column;
  if (is_outside || is_wall(to)) return {state, state, -1};
  if (is_cliff(to)) return {to, start_, -100};
  return {to, to, -1};
}

GridWorld::Outcome GridWorld::move(int state, int action, Rng& rng) const {
  int direction = action;
  if (slip_ > 0) {
    const double u = rng.uniform();
    if (u < slip_) direction = (action + (u < slip_ / 2 ? 1 : 3)) % kActions;
  }
  return outcome(state, direction);
}

decisions::Mdp GridWorld::law() const {
  decisions::Mdp mdp = decisions::make_mdp(states(), kActions);
  for (int s = 0; s < states(); ++s) {
    for (int a = 0; a < kActions; ++a) {
      if (s == goal_ || !is_free(s)) {  // nothing happens any more, or nobody is ever there
        mdp.next(s, a)[static_cast<std::size_t>(s)] = 1;
        continue;
      }
      const std::array<double, 3> shares{1 - slip_, slip_ / 2, slip_ / 2};
      const std::array<int, 3> turns{0, 1, 3};
      for (std::size_t i = 0; i < 3; ++i) {
        const Outcome led = outcome(s, (a + turns[i]) % kActions);
        mdp.next(s, a)[static_cast<std::size_t>(led.next)] += shares[i];
        mdp.R(s, a) += shares[i] * led.reward;
      }
    }
  }
  return mdp;
}

}  // namespace lectern::reinforcement
