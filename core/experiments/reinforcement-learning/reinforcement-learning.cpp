// Learning to decide from rewards: planning in a known grid world, Q-learning and SARSA in one that is not known and
// whose goal may move; a pole balanced on a cart by a deep Q-network and by a policy gradient; bandits; tic-tac-toe by
// self-play beside minimax.
// Lecture row R51.
// Sources: Sutton, Barto, Reinforcement Learning (2nd ed., 2018), ch. 2 – 6, 13; Watkins, Dayan, Q-learning, Machine
// Learning 8 (1992) 279; Williams, Simple statistical gradient-following algorithms, Machine Learning 8 (1992) 229;
// Mnih et al., Human-level control through deep reinforcement learning, Nature 518 (2015) 529.

#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "core/experiments/reinforcement-learning/bandit_task.h"
#include "core/experiments/reinforcement-learning/cart_task.h"
#include "core/experiments/reinforcement-learning/game_task.h"
#include "core/experiments/reinforcement-learning/grid_task.h"
#include "core/lab/demo.h"

namespace lectern {
namespace {

using namespace reinforcement;

enum class Problem { grid, cart, bandit, game };

struct Settings {
  Problem problem = Problem::grid;
  GridSettings grid;
  CartSettings cart;
  BanditSettings bandit;
  GameSettings game;
};

class ReinforcementLearning final : public Demo<ReinforcementLearning, Settings> {
 public:
  static Schema<Settings> schema();
  explicit ReinforcementLearning(const Start& start) : Demo(start) {
    switch (settings().problem) {
      case Problem::grid: grid_.emplace(settings().grid, start.streams); break;
      case Problem::cart: cart_.emplace(settings().cart, start.streams); break;
      case Problem::bandit: bandit_.emplace(settings().bandit, start.streams); break;
      case Problem::game: game_.emplace(start.streams); break;
    }
  }

  void step() override {
    if (grid_) grid_->step(settings().grid);
    if (cart_) cart_->step(settings().cart);
    if (bandit_) bandit_->step(settings().bandit);
    if (game_) game_->step(settings().game);
  }
  bool gesture(const Action& action) {
    return (grid_ && grid_->act(action)) || (cart_ && cart_->act(action)) || (bandit_ && bandit_->act(action)) ||
           (game_ && game_->act(action));
  }
  std::optional<Divergence> divergence() const override {
    if (!cart_ || (cart_->q_is_finite() && cart_->policy_is_finite())) return {};
    const std::string when = " are no longer finite after episode " + std::to_string(cart_->episodes()) + ".";
    constexpr CartSettings kDefaults;
    if (!cart_->q_is_finite()) return Divergence{"The weights of the Q-network" + when, "q_rate", kDefaults.q_rate};
    return Divergence{"The weights of the policy" + when, "policy_rate", kDefaults.policy_rate};
  }
  auto state() const { return std::tie(grid_, cart_, bandit_, game_); }
  void describe(Snapshot& snapshot) const override {
    if (grid_) grid_->describe(settings().grid, snapshot);
    if (cart_) cart_->describe(snapshot);
    if (bandit_) bandit_->describe(snapshot);
    if (game_) game_->describe(snapshot);
  }

 private:
  std::optional<GridTask> grid_;
  std::optional<CartTask> cart_;
  std::optional<BanditTask> bandit_;
  std::optional<GameTask> game_;
};

Schema<Settings> ReinforcementLearning::schema() {
  Schema<Settings> schema;
  const auto grid = [](auto member) {
    return [member](Settings & s) -> auto& { return s.grid.*member; };
  };
  const auto cart = [](auto member) {
    return [member](Settings & s) -> auto& { return s.cart.*member; };
  };
  const auto bandit = [](auto member) {
    return [member](Settings & s) -> auto& { return s.bandit.*member; };
  };
  const auto game = [](auto member) {
    return [member](Settings & s) -> auto& { return s.game.*member; };
  };
  return schema.group("Problem")
      .choice(&Settings::problem, "problem", "Problem",
              {{Problem::grid, "grid", "A way through a grid world"},
               {Problem::cart, "cart", "A pole on a cart"},
               {Problem::bandit, "bandit", "A bandit with many arms"},
               {Problem::game, "game", "Tic-tac-toe"}})
      .help("What the agents have to learn.")
      .group("World")
      .choice(grid(&GridSettings::map), "map", "Map",
              {{Map::cliff, "cliff", "Along a cliff"},
               {Map::rooms, "rooms", "Four rooms"},
               {Map::meadow, "meadow", "A meadow"}})
      .shown_when(&Settings::problem, {Problem::grid})
      .help("Every move costs 1, a fall from the cliff 100 and the way back to the start.")
      .real(grid(&GridSettings::slip), "slip", "Slip probability", {0, 0.5})
      .shown_when(&Settings::problem, {Problem::grid})
      .help("How often a move goes to one of its two sides instead.")
      .integer(grid(&GridSettings::goal_moves), "goal_moves", "Goal moves after", {0, 1000})
      .unit("episodes")
      .shown_when(&Settings::problem, {Problem::grid})
      .help("Then the goal goes to another corner, and the learners are not told. 0: it stays until you drag it.")
      .group("Learning")
      .real(grid(&GridSettings::exploration), "exploration", "Exploration ε", {0, 1})
      .live()
      .shown_when(&Settings::problem, {Problem::grid})
      .help("Probability of a random action in place of the greedy one.")
      .real(grid(&GridSettings::step_size), "step_size", "Step size α", {0.01, 1})
      .live()
      .shown_when(&Settings::problem, {Problem::grid})
      .help("How far a value moves towards what the last move says.")
      .real(grid(&GridSettings::discount), "discount", "Discount γ", {0.5, 1})
      .shown_when(&Settings::problem, {Problem::grid})
      .help("What a reward counts for each move that it lies ahead. 1: in full.")
      .group("Networks")
      .integer(cart(&CartSettings::hidden), "hidden", {2, 128})
      .shown_when(&Settings::problem, {Problem::cart})
      .help("Of each network: one layer, ReLU in the Q-network, tanh in the policy.")
      .real(cart(&CartSettings::q_rate), "q_rate", "η of the Q-network", {1e-4, 0.1})
      .logarithmic()
      .live()
      .shown_when(&Settings::problem, {Problem::cart})
      .help("Of Adam, one update for each move; half of it after 5000 moves, a third after 10 000, and so on.")
      .real(cart(&CartSettings::policy_rate), "policy_rate", "η of the policy", {1e-4, 0.1})
      .logarithmic()
      .live()
      .shown_when(&Settings::problem, {Problem::cart})
      .help("Of Adam, one update for every four episodes.")
      .boolean(cart(&CartSettings::replay), "replay", "Replay memory")
      .shown_when(&Settings::problem, {Problem::cart})
      .help("The Q-network learns from 32 of the last 20 000 moves drawn at random; else from the last 32 moves.")
      .boolean(cart(&CartSettings::target_network), "target_network", "Target network")
      .shown_when(&Settings::problem, {Problem::cart})
      .help("Targets come from a copy that follows the Q-network by 1 % with each move; else from the network itself.")
      .group("Bandit")
      .integer(bandit(&BanditSettings::arms), "arms", "Arms", {2, 20})
      .shown_when(&Settings::problem, {Problem::bandit})
      .help("Their means are drawn from N(0, 1), rewards from N(mean, 1).")
      .real(bandit(&BanditSettings::exploration), "bandit_exploration", "Exploration ε", {0, 1})
      .live()
      .shown_when(&Settings::problem, {Problem::bandit})
      .help("Of the ε-greedy agent: the probability of pulling any arm.")
      .real(bandit(&BanditSettings::confidence), "confidence", "Width of the bounds c", {0, 4})
      .live()
      .shown_when(&Settings::problem, {Problem::bandit})
      .help("The third agent pulls the arm of largest mean + c √(log t / pulls of the arm).")
      .boolean(bandit(&BanditSettings::forgets), "forgets", "Forget the past")
      .live()
      .shown_when(&Settings::problem, {Problem::bandit})
      .help("Estimates go a tenth of the way to each reward; else they are means of all rewards.")
      .group("Game")
      .real(game(&GameSettings::exploration), "game_exploration", "Exploration ε", {0, 1})
      .live()
      .shown_when(&Settings::problem, {Problem::game})
      .help("Probability of a random move in games against itself.")
      .real(game(&GameSettings::step_size), "game_step_size", "Step size α", {0.01, 1})
      .live()
      .shown_when(&Settings::problem, {Problem::game})
      .help("How far the value of a board moves towards that of the best board after it.");
}

const RegisterDemo<ReinforcementLearning> registered{{
    .id = "reinforcement-learning",
    .title = "Reinforcement learning",
    .lecture = 9,
    .row = "R51",
    .summary =
        "Agents learn from rewards alone: the way through a grid world whose goal moves, to balance a pole, which "
        "arm of a bandit pays, and tic-tac-toe against themselves.",
    .sources = {"Sutton, Barto, Reinforcement Learning (2nd ed., 2018)",
                "Watkins, Dayan, Q-learning, Machine Learning 8 (1992) 279",
                "Williams, Simple statistical gradient-following algorithms, Machine Learning 8 (1992) 229",
                "Mnih et al., Human-level control through deep reinforcement learning, Nature 518 (2015) 529"},
    .steps_per_second = 10,
}};

}  // namespace
}  // namespace lectern
