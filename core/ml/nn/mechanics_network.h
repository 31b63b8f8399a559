#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/jet_network.h"

// Networks whose one output is the Hamiltonian or the Lagrangian of a system with one or two degrees of freedom, and
// whose equations of motion follow from it: every state moves along exact derivatives of one function. Beside them a
// network that is told nothing. Rows are states (q, then q̇ or p), n columns each.
namespace lectern::nn {

// How the network sees a state: where the coordinates are angles it reads cos q, sin q, q̇ and is periodic. What is not
// an angle is read in units that make it about 1.
struct MotionInputs {
  int degrees = 1;  // n, 1 or 2
  bool angular = false;
  std::array<double, 4> scale{1, 1, 1, 1};  // by which the numbers of a state are multiplied, but for angles

  std::ptrdiff_t states() const { return 2 * std::ptrdiff_t{degrees}; }
  std::ptrdiff_t size() const { return states() + (angular ? degrees : 0); }
};

// The accelerations are the outputs. Source of the comparison: Greydanus, Dzamba, Yosinski, Hamiltonian neural
// networks, NeurIPS 2019.
template <typename T>
class AccelerationNetwork {
 public:
  AccelerationNetwork(const MotionInputs& inputs, std::span<const int> hidden, JetActivation activation,
                      const Rng& rng);

  // A law that the accelerations shall obey: at each row of `states`, Σ_a a_a slopes(row, a) + offset(row) = 0. With
  // the energy, slopes ∂E/∂q̇ and offset q̇·∂E/∂q, the residual is dE/dt.
  struct Residual {
    ConstMatrixView<T> states;  // m × 2n
    ConstMatrixView<T> slopes;  // m × n
    std::span<const T> offset;  // m
    double weight = 0;
  };

  JetNetwork<T>& network() { return network_; }
  const JetNetwork<T>& network() const { return network_; }
  // accelerations  N × n
  void accelerations(ConstMatrixView<T> states, MatrixView<T> accelerations) const;
  // The mean over all N n numbers of (a − target)², and weight times the mean over m rows of residual².
  // gradient  as network().parameters(), overwritten
  double gradient(ConstMatrixView<T> states, ConstMatrixView<T> targets, const Residual* residual,
                  std::span<T> gradient) const;

  auto state() const { return std::tie(network_); }

 private:
  struct Room {
    Matrix<T> all, jets, by_output;
    JetPass<T> pass;
  };
  MotionInputs inputs_;
  JetNetwork<T> network_;
  Scratch<Room> room_;
};

// What one evaluation of a network with one output leaves for its derivatives by the weights; reused.
template <typename T>
struct OneOutputPass {
  Matrix<T> jets, by_output;
  JetPass<T> pass;

  // The output and its derivatives at each state, in pass.output; by_output is 0 everywhere.
  void read(const MotionInputs& inputs, const JetOrder& order, const JetNetwork<T>& network, ConstMatrixView<T> states);
};

// H(q, p): dq/dt = ∂H/∂p, dp/dt = −∂H/∂q. Source: Greydanus, Dzamba, Yosinski, Hamiltonian neural networks, NeurIPS
// 2019.
template <typename T>
class HamiltonianNetwork {
 public:
  HamiltonianNetwork(const MotionInputs& inputs, std::span<const int> hidden, JetActivation activation, const Rng& rng);

  JetNetwork<T>& network() { return network_; }
  const JetNetwork<T>& network() const { return network_; }
  // derivative  N × 2n: dq/dt, then dp/dt;  values  N or none: H
  void derivative(ConstMatrixView<T> states, MatrixView<T> derivative, std::span<T> values = {}) const;
  // The mean over all N 2n numbers of (derivative − target)².   gradient  overwritten
  double gradient(ConstMatrixView<T> states, ConstMatrixView<T> targets, std::span<T> gradient) const;

  auto state() const { return std::tie(network_); }

 private:
  MotionInputs inputs_;
  JetOrder order_;
  JetNetwork<T> network_;
  Scratch<OneOutputPass<T>> room_;
};

// L(q, q̇): a = M⁻¹ (∂L/∂q − C q̇) with M_ab = ∂²L/∂q̇_a∂q̇_b and C_ab = ∂²L/∂q̇_a∂q_b; the gradient by the weights holds
// third derivatives, all exact. Source: Cranmer et al., Lagrangian neural networks, arXiv:2003.04630.
template <typename T>
class LagrangianNetwork {
 public:
  // L = network + ½ free |q̇|². With free = 1 the motion is that of free particles where the network is flat, so that M
  // can be inverted from the start; a factor common to all of L would change no motion.
  LagrangianNetwork(const MotionInputs& inputs, std::span<const int> hidden, JetActivation activation, double free,
                    const Rng& rng);

  JetNetwork<T>& network() { return network_; }
  const JetNetwork<T>& network() const { return network_; }
  // accelerations  N × n;  values  N or none: L;  mass  N × n² or none: M
  void accelerations(ConstMatrixView<T> states, MatrixView<T> accelerations, std::span<T> values = {},
                     MatrixView<T> mass = {}) const;
  // E = q̇·∂L/∂q̇ − L, which is kept along the motion.   energies  N
  void energies(ConstMatrixView<T> states, std::span<T> energies) const;
  // The mean over all N n numbers of (a − target)². Rows where M is singular to working precision do not count; NaN
  // where none does.   gradient  overwritten
  double gradient(ConstMatrixView<T> states, ConstMatrixView<T> targets, std::span<T> gradient) const;

  auto state() const { return std::tie(network_); }

 private:
  struct Row {
    T value, energy, by_q[2], mass[4], mixed[4], a[2];
  };
  Row row(ConstMatrixView<T> states, const Matrix<T>& output, std::ptrdiff_t i) const;
  // x with M x = r
  void solve(const Row& row, const T* r, T* x) const;

  MotionInputs inputs_;
  JetOrder order_;
  T free_;
  JetNetwork<T> network_;
  Scratch<OneOutputPass<T>> room_;
};

}  // namespace lectern::nn
