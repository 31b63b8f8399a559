#include "core/experiments/reinforcement-learning/cart_task.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "core/math/elementary.h"
#include "core/ml/decisions/deep_q.h"
#include "core/ml/decisions/policy_gradient.h"
#include "core/ml/decisions/returns.h"
#include "core/ml/decisions/tabular.h"

namespace lectern::reinforcement {
namespace {

using physics::CartPole;
using physics::CartPoleState;

constexpr int kLongest = 200;    // moves of an episode
constexpr int kTestMoves = 500;  // of a test run
constexpr double kSolved = 195;  // moves, mean of a hundred episodes
constexpr double kDiscount = 0.98;
constexpr double kDegree = 0.017453292519943295;
constexpr std::size_t kReplay = 20'000, kBatch = 32, kFirstLesson = 200;
constexpr float kFollows = 0.01f;    // how far the target network goes towards the Q-network with each move
constexpr double kRateMoves = 5000;  // after which the rate of the Q-network is half of what it was
constexpr double kExploringMoves = 2000, kLeastExploration = 0.01;
constexpr int kEpisodesOfUpdate = 4;
constexpr float kSpin = 120;  // °/s at the rim of the picture
constexpr float kGap = std::numeric_limits<float>::quiet_NaN();

constexpr const char* kQHelp =
    "How much better a push to the right is than one to the left, by the network's values, with the cart at rest in the "
    "middle. The line is a run of 10 s at most without exploration: drag its start.";
constexpr const char* kPolicyHelp =
    "The probability of a push to the right, with the cart at rest in the middle. The line is a run of 10 s at most of "
    "the likelier push: drag its start.";
constexpr const char* kTracksHelp =
    "The runs that start at the handle: the pole every 0.1 s, at the end drawn thick. Above the Q-network, below the "
    "policy.";
constexpr const char* kLengthsHelp =
    "Moves until the pole falls, 200 at most, thick the mean of the last 100 episodes. Solved: a mean of 195.";
constexpr const char* kCartNumbersHelp =
    "A move takes 0.02 s. A fall costs 1, and nothing else counts; γ = 0.98. The Q-network explores with probability ε.";

CartPoleState random_start(Rng& rng) {
  CartPoleState state{};
  for (double& value : state) value = rng.uniform(-0.05, 0.05);
  return state;
}

bool is_finite(const nn::Network<float>& network) {
  const std::span<const float> weights = network.parameters();
  return std::all_of(weights.begin(), weights.end(), [](float weight) { return std::isfinite(weight); });
}

}  // namespace

Observation observed(const CartPoleState& state) {
  return {static_cast<float>(state[0] / 2.4), static_cast<float>(state[1] / 2), static_cast<float>(state[2] / 0.21),
          static_cast<float>(state[3] / 2)};
}

nn::Network<float> make_pusher(int hidden, nn::ActivationKind activation, const Rng& rng) {
  auto network = nn::Network<float>::build({4, 1, 1}, {nn::DenseSpec{hidden, {activation}}, nn::DenseSpec{2}});
  network->initialise(rng);
  return std::move(*network);
}

std::array<double, 2> outputs_for(const nn::Network<float>& network, nn::Pass<float>& pass,
                                  const CartPoleState& state) {
  const Observation seen = observed(state);
  network.evaluate(pass, {seen.data(), 1, 4});
  return {static_cast<double>(pass.output()(0, 0)), static_cast<double>(pass.output()(0, 1))};
}

QAgent::QAgent(const CartSettings& settings, Rng rng)
    : network_(make_pusher(settings.hidden, nn::ActivationKind::relu, rng.split("weights"))),
      target_(network_),
      optimizer_({.kind = nn::OptimizerKind::adam, .learning_rate = settings.q_rate}, network_.parameters().size()),
      rng_(rng.split("moves")) {}

double QAgent::exploration() const {
  return std::max(kLeastExploration, 1 - static_cast<double>(moves_) / kExploringMoves);
}

void QAgent::keep(const Kept& seen, bool replay) {
  const std::size_t most = replay ? kReplay : kBatch;  // without replay the last moves alone
  if (kept_.size() < most) {
    kept_.push_back(seen);
    return;
  }
  kept_[next_kept_ % kept_.size()] = seen;
  next_kept_ = (next_kept_ + 1) % kept_.size();
}

void QAgent::learn(const CartSettings& settings) {
  if (kept_.size() < (settings.replay ? kFirstLesson : kBatch)) return;
  std::array<float, 4 * kBatch> before{}, after{};
  std::array<std::int32_t, kBatch> actions{}, done{};
  std::array<double, kBatch> rewards{}, targets{};
  for (std::size_t i = 0; i < kBatch; ++i) {
    const Kept& seen = kept_[settings.replay ? rng_.below(static_cast<std::uint32_t>(kept_.size())) : i];
    std::copy(seen.before.begin(), seen.before.end(), before.begin() + static_cast<std::ptrdiff_t>(4 * i));
    std::copy(seen.after.begin(), seen.after.end(), after.begin() + static_cast<std::ptrdiff_t>(4 * i));
    actions[i] = seen.action;
    done[i] = seen.done;
    rewards[i] = seen.done != 0 ? -1 : 0;
  }
  const nn::Network<float>& judge = settings.target_network ? target_ : network_;
  constexpr auto kRows = static_cast<std::ptrdiff_t>(kBatch);
  judge.evaluate(next_pass_, {after.data(), kRows, 4});
  decisions::q_targets<float>(rewards, done, next_pass_.output(), {}, kDiscount, targets);
  network_.forward(pass_, {before.data(), kRows, 4}, rng_);
  decisions::q_loss<float>(pass_.output(), actions, targets, true, pass_.output_gradient());
  network_.backward(pass_);
  optimizer_.spec().learning_rate = settings.q_rate / (1 + static_cast<double>(moves_) / kRateMoves);
  optimizer_.step(network_.parameters(), network_.gradients());
}

void QAgent::follow() {
  const std::span<float> behind = target_.parameters();
  const std::span<const float> ahead = std::as_const(network_).parameters();
  for (std::size_t i = 0; i < behind.size(); ++i) behind[i] += kFollows * (ahead[i] - behind[i]);
}

int QAgent::run_episode(const CartSettings& settings) {
  const CartPole system;
  CartPoleState at = random_start(rng_);
  for (int move = 1;; ++move) {
    const std::array<double, 2> values = outputs_for(network_, pass_, at);
    const int action = decisions::epsilon_greedy(values, exploration(), rng_);
    const CartPoleState next = physics::moved(system, at, action == 1);
    const bool fallen = physics::has_fallen(system, next);
    keep({observed(at), observed(next), action, fallen}, settings.replay);
    ++moves_;
    learn(settings);
    follow();
    if (fallen || move == kLongest) return move;
    at = next;
  }
}

PolicyAgent::PolicyAgent(const CartSettings& settings, Rng rng)
    : network_(make_pusher(settings.hidden, nn::ActivationKind::tanh, rng.split("weights"))),
      optimizer_({.kind = nn::OptimizerKind::adam, .learning_rate = settings.policy_rate},
                 network_.parameters().size()),
      rng_(rng.split("moves")) {}

int PolicyAgent::run_episode(const CartSettings& settings) {
  const CartPole system;
  CartPoleState at = random_start(rng_);
  for (int move = 1;; ++move) {
    const std::array<double, 2> z = outputs_for(network_, pass_, at);
    const int action = rng_.uniform() < math::sigmoid(z[1] - z[0]);
    const Observation seen = observed(at);
    observations_.insert(observations_.end(), seen.begin(), seen.end());
    at = physics::moved(system, at, action == 1);
    const bool fallen = physics::has_fallen(system, at), over = fallen || move == kLongest;
    actions_.push_back(action);
    rewards_.push_back(fallen ? -1 : 0);
    done_.push_back(over);
    ++moves_;
    if (!over) continue;
    if (++episodes_ % kEpisodesOfUpdate == 0) {
      optimizer_.spec().learning_rate = settings.policy_rate;
      learn();
    }
    return move;
  }
}

void PolicyAgent::learn() {
  const std::size_t n = actions_.size();
  std::vector<double> weight(n), logs(n), entropy(n);
  decisions::discounted_returns(rewards_, done_, kDiscount, 0, weight);
  decisions::normalise(weight);
  network_.evaluate(pass_, {observations_.data(), static_cast<std::ptrdiff_t>(n), 4});
  decisions::reinforce_loss<float>(pass_.output(), actions_, weight, 0, static_cast<int>(n), pass_.output_gradient(),
                                   logs, entropy);
  network_.backward(pass_);
  optimizer_.step(network_.parameters(), network_.gradients());
  observations_.clear();
  actions_.clear();
  rewards_.clear();
  done_.clear();
}

CartTask::CartTask(const CartSettings& settings, const Streams& streams)
    : q_(settings, streams.rng("deep q")), policy_(settings, streams.rng("policy gradient")) {}

void CartTask::step(const CartSettings& settings) {
  const std::array<double, 2> moves{static_cast<double>(q_.run_episode(settings)),
                                    static_cast<double>(policy_.run_episode(settings))};
  ++episodes_;
  for (std::size_t i = 0; i < 2; ++i) {
    lengths_[i].add(moves[i]);
    if (solved_[i] == 0 && lengths_[i].is_full() && lengths_[i].mean() >= kSolved) solved_[i] = episodes_;
  }
  history_.record(episodes_, std::array{moves[0], moves[1], lengths_[0].mean(), lengths_[1].mean()});
}

bool CartTask::q_is_finite() const { return is_finite(q_.network()); }
bool CartTask::policy_is_finite() const { return is_finite(policy_.network()); }

bool CartTask::act(const Action& action) {
  const auto* drag = std::get_if<HandleDragged>(&action.gesture);
  if (drag == nullptr || drag->handle != "tilt" || (action.panel != "deep_q" && action.panel != "policy")) return false;
  tilt_ = {std::clamp(drag->x, -12.0f, 12.0f), std::clamp(drag->y, -kSpin, kSpin)};
  return true;
}

void CartTask::play(const nn::Network<float>& network, TestRun& run) const {
  const CartPole system;
  run.states.clear();
  run.fell = false;
  CartPoleState at{0, 0, static_cast<double>(tilt_[0]) * kDegree, static_cast<double>(tilt_[1]) * kDegree};
  run.states.push_back(at);
  for (int move = 0; move < kTestMoves && !run.fell; ++move) {
    const std::array<double, 2> z = outputs_for(network, *pass_, at);
    at = physics::moved(system, at, z[1] > z[0]);
    run.states.push_back(at);
    run.fell = physics::has_fallen(system, at);
  }
}

void CartTask::describe_map(Plane& plane, const nn::Network<float>& network, bool is_policy, const TestRun& run) const {
  const PlanarGrid grid{30, 30, {-12, 12}, {-kSpin, kSpin}};
  inputs_->resize(grid.cells(), 4);
  for (int row = 0; row < grid.rows; ++row) {
    for (int col = 0; col < grid.cols; ++col) {
      const Observation seen = observed({0, 0, grid.x_of(col) * kDegree, grid.y_of(row) * kDegree});
      std::copy(seen.begin(), seen.end(), inputs_->row(row * grid.cols + col));
    }
  }
  outputs_->resize(grid.cells(), 2);
  network.predict(*pass_, *inputs_, *outputs_);
  FieldLayer& field = plane.field(is_policy ? "probability of right" : "Q(right) − Q(left)", grid, Values(),
                                  {.color = {0, 1}, .map = ColorMap::diverging});
  double largest = 1e-3;
  for (std::size_t i = 0; i < field.values.size(); ++i) {
    const float* z = outputs_->row(static_cast<std::ptrdiff_t>(i));
    const double lead = static_cast<double>(z[1] - z[0]);
    field.values[i] = static_cast<float>(is_policy ? math::sigmoid(lead) : lead);
    largest = std::max(largest, std::fabs(lead));
  }
  if (!is_policy) field.color = {-largest, largest};
  plane.axes({.label = "angle θ [°]", .range = {-12, 12}}, {.label = "dθ/dt [°/s]", .range = {-kSpin, kSpin}});
  LineLayer& line = plane.line("run from here", Places(), {.color = kColorForeground, .width_px = 1.5f});
  for (const CartPoleState& state : run.states) {
    line.x.push_back(static_cast<float>(state[2] / kDegree));
    line.y.push_back(static_cast<float>(state[3] / kDegree));
  }
  plane.handle("tilt", "start", static_cast<double>(tilt_[0]), static_cast<double>(tilt_[1]));
}

void CartTask::describe_tracks(Plane& plane) const {
  constexpr float kPole = 1, kLift = 1.5f;
  plane.equal_axes({.label = "x [m]", .range = {-2.6, 2.6}}, {.label = "height [m]", .range = {-0.2, 2.8}});
  for (std::size_t i = 0; i < 2; ++i) {
    const TestRun& run = (*runs_)[i];
    const float base = i == 0 ? kLift : 0;
    const auto role = static_cast<ColorRole>(i);
    const auto add = [&](LineLayer& line, const CartPoleState& state) {
      const float x = static_cast<float>(state[0]);
      line.x.insert(line.x.end(), {x, x + kPole * static_cast<float>(math::sin(state[2])), kGap});
      line.y.insert(line.y.end(), {base, base + kPole * static_cast<float>(math::cos(state[2])), kGap});
    };
    LineLayer& track = plane.line("", Places(), {.color = kColorMuted, .width_px = 1});
    track.x.insert(track.x.end(), {-2.4f, 2.4f});
    track.y.insert(track.y.end(), {base, base});
    LineLayer& poles = plane.line(i == 0 ? "Q-network, every 0.1 s" : "policy, every 0.1 s", Places(),
                                  {.color = role, .width_px = 0.8f});
    for (std::size_t t = 0; t < run.states.size(); t += 5) add(poles, run.states[t]);
    add(plane.line(i == 0 ? "Q-network, at the end" : "policy, at the end", Places(), {.color = role, .width_px = 5}),
        run.states.back());
    LineLayer& cart = plane.line("", Places(), {.color = kColorForeground, .width_px = 6});
    const float x = static_cast<float>(run.states.back()[0]);
    cart.x.insert(cart.x.end(), {x - 0.2f, x + 0.2f});
    cart.y.insert(cart.y.end(), {base, base});
  }
}

void CartTask::describe(Snapshot& snapshot) const {
  play(q_.network(), (*runs_)[0]);
  play(policy_.network(), (*runs_)[1]);
  describe_map(snapshot.plane("deep_q", "Deep Q-network", {.weight = 4, .help = kQHelp}), q_.network(), false,
               (*runs_)[0]);
  describe_tracks(snapshot.plane("tracks", "From the handle's start", {.weight = 3, .help = kTracksHelp}));
  describe_map(snapshot.plane("policy", "Policy gradient", {.weight = 3, .help = kPolicyHelp}), policy_.network(), true,
               (*runs_)[1]);
  Plane& curves = snapshot.curves("lengths", "Length of an episode", {.weight = 3, .help = kLengthsHelp});
  curves.axes({.label = "episode"}, {.label = "moves", .range = {0, 210}});
  curves.line("Q-network", history_, 0, {.color = 0, .width_px = 0.8f});
  curves.line("policy", history_, 1, {.color = 1, .width_px = 0.8f});
  curves.line("Q-network, mean of 100", history_, 2, {.color = 0, .width_px = 3});
  curves.line("policy, mean of 100", history_, 3, {.color = 1, .width_px = 3});
  curves.level("solved", kSolved);
  const auto known = [](int episode) { return episode > 0 ? static_cast<double>(episode) : kNothing; };
  const auto tested = [](const TestRun& run) { return 0.02 * static_cast<double>(run.states.size() - 1); };
  Numbers numbers = snapshot.numbers("Balance", {.weight = 2, .help = kCartNumbersHelp});
  numbers.heading("Mean of 100 episodes");
  numbers.add("mean_q", "Q-network", lengths_[0].mean(), {.unit = "moves", .digits = 3});
  numbers.add("mean_policy", "policy", lengths_[1].mean(), {.unit = "moves", .digits = 3});
  numbers.heading("Solved in episode");
  numbers.add("solved_q", "solved, Q-network", known(solved_[0]), {.digits = 0});
  numbers.add("solved_policy", "solved, policy", known(solved_[1]), {.digits = 0});
  numbers.heading("From the handle's start");
  numbers.add("held_q", "Q-network stands", tested((*runs_)[0]), {.unit = "s", .digits = 3});
  numbers.add("held_policy", "policy stands", tested((*runs_)[1]), {.unit = "s", .digits = 3});
  snapshot.metric("moves_q", "moves, Q-network", static_cast<double>(q_.moves()), {.digits = 0});
  snapshot.metric("moves_policy", "moves, policy", static_cast<double>(policy_.moves()), {.digits = 0});
  numbers.add("exploration_q", "exploration ε", q_.exploration(), {.digits = 2});
  snapshot.metric("episodes", "episodes", episodes_, {.digits = 0});
}

}  // namespace lectern::reinforcement
