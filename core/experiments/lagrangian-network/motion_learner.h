#pragma once

#include <array>
#include <cstdint>
#include <tuple>
#include <variant>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/mechanics_network.h"
#include "core/ml/nn/optimizer.h"
#include "core/physics/mechanics.h"

namespace lectern {

// States along trajectories of a system, each with what a learner is told there.
struct MotionRecords {
  Matrix<double> states;         // N × 2n: q, v
  Matrix<double> accelerations;  // N × n
  Matrix<double> canonical;      // N × 2n: q, p
  Matrix<double> flow;           // N × 2n: dq/dt, dp/dt
  double spread = 1;             // root mean square of the accelerations without noise

  auto state() const { return std::tie(states, accelerations, canonical, flow, spread); }
};

// A state of each of so many trajectories, at different times.
MotionRecords scattered_places(const physics::MechanicalSystem& system, int places, Rng rng);

// A start such as the trajectories of the training begin with.
physics::MotionState random_start(const physics::MechanicalSystem& system, Rng& rng);

inline constexpr int kRecordsPerTrajectory = 50;
// noise  standard deviation, in units of the spread, of what is told of accelerations and of dq/dt, dp/dt
MotionRecords record_trajectories(const physics::MechanicalSystem& system, int trajectories, double noise, Rng rng);

// plain       the accelerations are outputs
// informed    the same, and dE/dt = 0 with the known energy E is part of its cost
// hamiltonian the motion follows from a network H(q, p)
// lagrangian  the motion follows from a network L(q, v)
enum class MotionKind { plain, informed, hamiltonian, lagrangian };
inline constexpr std::array kMotionKinds{MotionKind::plain, MotionKind::informed, MotionKind::hamiltonian,
                                         MotionKind::lagrangian};

class MotionLearner {
 public:
  // The records tell in which units the network reads a state.
  MotionLearner(MotionKind kind, const physics::MechanicalSystem& system, const MotionRecords& records, int hidden,
                const Rng& rng);

  // One update on a batch of the records; the cost of it.
  double train(const physics::MechanicalSystem& system, const MotionRecords& records, double learning_rate,
               double residual_weight);
  // Root mean square error of the accelerations, in units of their spread.
  double error(const physics::MechanicalSystem& system, const MotionRecords& judged) const;
  // What the network takes for the energy, but for a constant: H, or v·∂L/∂v − L. Not of networks that have none.
  void energies(const MotionRecords& places, std::vector<double>& energies) const;
  // The state after a time step by the learned law (classical Runge–Kutta). A Hamiltonian network moves (q, p), so its
  // states go there and back by the true momenta.
  physics::MotionState advanced(const physics::MechanicalSystem& system, const physics::MotionState& state,
                                double step) const;

  MotionKind kind() const { return kind_; }
  std::size_t parameters() const { return gradient_.size(); }
  auto state() const { return std::tuple(std::tie(model_, optimizer_), rng_.state(), unhashed(gradient_)); }

 private:
  using Model =
      std::variant<nn::AccelerationNetwork<double>, nn::HamiltonianNetwork<double>, nn::LagrangianNetwork<double>>;
  struct Room {
    Matrix<double> states, targets, places, slopes, one, answer;
    std::vector<double> offset;
  };
  static Model make(MotionKind kind, const physics::MechanicalSystem& system, const MotionRecords& records, int hidden,
                    const Rng& rng);
  std::span<double> weights();

  MotionKind kind_;
  Model model_;
  std::vector<double> gradient_;
  nn::Optimizer<double> optimizer_;
  Rng rng_;
  Scratch<Room> room_;
};

}  // namespace lectern
