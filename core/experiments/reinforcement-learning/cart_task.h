#pragma once

#include <array>
#include <cstdint>
#include <tuple>
#include <vector>

#include "core/experiments/reinforcement-learning/recent_mean.h"
#include "core/lab/action.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/lab/snapshot.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/physics/cart_pole.h"

namespace lectern::reinforcement {

struct CartSettings {
  int hidden = 64;
  double q_rate = 0.002, policy_rate = 0.01;
  bool replay = true, target_network = true;
};

// What a network is told of the cart and its pole: x, dx/dt, θ, dθ/dt, each about 1 at its largest.
using Observation = std::array<float, 4>;
Observation observed(const physics::CartPoleState& state);

// A network with one output for each push, to the left and to the right.
nn::Network<float> make_pusher(int hidden, nn::ActivationKind activation, const Rng& rng);
std::array<double, 2> outputs_for(const nn::Network<float>& network, nn::Pass<float>& pass,
                                  const physics::CartPoleState& state);

// Learns the worth of a push: a deep Q-network. A fall costs 1, everything else nothing.
class QAgent {
 public:
  QAgent(const CartSettings& settings, Rng rng);

  // Plays one episode and learns from each move; gives its moves.
  int run_episode(const CartSettings& settings);
  double exploration() const;
  std::int64_t moves() const { return moves_; }
  const nn::Network<float>& network() const { return network_; }
  auto state() const {
    return std::tuple(std::tie(network_, target_, optimizer_, kept_, next_kept_, moves_), rng_.state(), unhashed(pass_),
                      unhashed(next_pass_));
  }

 private:
  struct Kept {
    Observation before{}, after{};
    std::int32_t action = 0, done = 0;
    auto state() const { return std::tie(before, after, action, done); }
  };
  void keep(const Kept& seen, bool replay);
  void learn(const CartSettings& settings);
  void follow();

  nn::Network<float> network_, target_;
  nn::Optimizer<float> optimizer_;
  std::vector<Kept> kept_;
  std::size_t next_kept_ = 0;
  std::int64_t moves_ = 0;
  Rng rng_;
  nn::Pass<float> pass_, next_pass_;
};

// Learns the pushes themselves: a policy, by its gradient (REINFORCE), from a few episodes at a time.
class PolicyAgent {
 public:
  PolicyAgent(const CartSettings& settings, Rng rng);

  int run_episode(const CartSettings& settings);
  std::int64_t moves() const { return moves_; }
  const nn::Network<float>& network() const { return network_; }
  auto state() const {
    return std::tuple(std::tie(network_, optimizer_, observations_, actions_, rewards_, done_, episodes_, moves_),
                      rng_.state(), unhashed(pass_));
  }

 private:
  void learn();

  nn::Network<float> network_;
  nn::Optimizer<float> optimizer_;
  std::vector<float> observations_;  // since the last update, four a move
  std::vector<std::int32_t> actions_, done_;
  std::vector<double> rewards_;
  int episodes_ = 0;
  std::int64_t moves_ = 0;
  Rng rng_;
  nn::Pass<float> pass_;
};

// Both learn to balance a pole; a step is one episode of each.
class CartTask {
 public:
  CartTask(const CartSettings& settings, const Streams& streams);

  void step(const CartSettings& settings);
  bool act(const Action& action);
  void describe(Snapshot& snapshot) const;
  int episodes() const { return episodes_; }
  // Whether all weights of the Q-network and of the policy are finite.
  bool q_is_finite() const;
  bool policy_is_finite() const;

  auto state() const {
    return std::tuple(std::tie(q_, policy_, lengths_, solved_, episodes_, tilt_), unhashed(history_));
  }

 private:
  // The run of a greedy agent from where the handle stands.
  struct TestRun {
    std::vector<physics::CartPoleState> states;
    bool fell = false;
  };
  void play(const nn::Network<float>& network, TestRun& run) const;
  void describe_map(Plane& plane, const nn::Network<float>& network, bool is_policy, const TestRun& run) const;
  void describe_tracks(Plane& plane) const;

  QAgent q_;
  PolicyAgent policy_;
  std::array<RecentMean, 2> lengths_;
  std::array<int, 2> solved_{};  // episode with which the last hundred had a mean of 195; 0: not yet
  int episodes_ = 0;
  std::array<float, 2> tilt_{4, 0};  // of the test run's start: θ in °, dθ/dt in °/s
  History history_{4};
  Scratch<nn::Pass<float>> pass_;
  Scratch<std::array<TestRun, 2>> runs_;
  Scratch<Matrix<float>> inputs_, outputs_;
};

}  // namespace lectern::reinforcement
