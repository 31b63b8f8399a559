#include "core/ml/nn/mechanics_network.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math/elementary.h"

namespace lectern::nn {
namespace {

// What the network reads, as jets whose directions are the numbers of the state.
template <typename T>
void write_jets(const MotionInputs& inputs, ConstMatrixView<T> states, const JetOrder& order, Matrix<T>& jets) {
  const std::ptrdiff_t jet = order.size(), n = inputs.degrees, k = inputs.states();
  jets.resize(states.rows * jet, inputs.size());
  jets.fill(T(0));
  const std::ptrdiff_t shift = inputs.angular ? n : 0;  // of what is read as it is
  for (std::ptrdiff_t i = 0; i < states.rows; ++i) {
    for (std::ptrdiff_t j = inputs.angular ? n : 0; j < k; ++j) {
      const T scale = static_cast<T>(inputs.scale[static_cast<std::size_t>(j)]);
      jets(i * jet, shift + j) = states(i, j) * scale;
      if (order.directions > 0) jets(i * jet + order.first(static_cast<int>(j)), shift + j) = scale;
    }
    if (!inputs.angular) continue;
    for (std::ptrdiff_t j = 0; j < n; ++j) {
      const T c = math::cos(states(i, j)), s = math::sin(states(i, j));
      jets(i * jet, j) = c;
      jets(i * jet, n + j) = s;
      if (order.directions == 0) continue;
      jets(i * jet + order.first(static_cast<int>(j)), j) = -s;
      jets(i * jet + order.first(static_cast<int>(j)), n + j) = c;
      for (std::size_t p = 0; p < order.pairs.size(); ++p) {
        if (order.pairs[p][0] != j || order.pairs[p][1] != j) continue;
        jets(i * jet + order.second(p), j) = -c;
        jets(i * jet + order.second(p), n + j) = -s;
      }
    }
  }
}

JetOrder lagrangian_order(int n) {
  JetOrder order{.directions = 2 * n};
  for (int a = 0; a < n; ++a)
    for (int b = a; b < n; ++b) order.pairs.push_back({n + a, n + b});
  for (int a = 0; a < n; ++a)
    for (int b = 0; b < n; ++b) order.pairs.push_back({n + a, b});
  return order;
}

// Of ∂²/∂q̇_a∂q̇_b among the pairs.
std::size_t mass_pair(int n, int a, int b) { return static_cast<std::size_t>(n == 1 ? 0 : a + b); }
std::size_t mixed_pair(int n, int a, int b) { return static_cast<std::size_t>(n * (n + 1) / 2 + a * n + b); }

}  // namespace

template <typename T>
AccelerationNetwork<T>::AccelerationNetwork(const MotionInputs& inputs, std::span<const int> hidden,
                                            JetActivation activation, const Rng& rng)
    : inputs_(inputs), network_(inputs.size(), hidden, inputs.degrees, activation, rng) {}

template <typename T>
void AccelerationNetwork<T>::accelerations(ConstMatrixView<T> states, MatrixView<T> accelerations) const {
  Room& room = *room_;
  write_jets<T>(inputs_, states, {}, room.jets);
  network_.forward({}, room.jets, room.pass);
  for (std::ptrdiff_t i = 0; i < states.rows; ++i)
    std::copy_n(room.pass.output.row(i), inputs_.degrees, accelerations.row(i));
}

template <typename T>
double AccelerationNetwork<T>::gradient(ConstMatrixView<T> states, ConstMatrixView<T> targets, const Residual* residual,
                                        std::span<T> gradient) const {
  Room& room = *room_;
  const std::ptrdiff_t n = inputs_.degrees, rows = states.rows, more = residual != nullptr ? residual->states.rows : 0;
  Matrix<T>& all = room.all;
  all.resize(rows + more, inputs_.states());
  for (std::ptrdiff_t i = 0; i < rows; ++i) std::copy_n(states.row(i), all.cols(), all.row(i));
  for (std::ptrdiff_t i = 0; i < more; ++i) std::copy_n(residual->states.row(i), all.cols(), all.row(rows + i));
  write_jets<T>(inputs_, all, {}, room.jets);
  network_.forward({}, room.jets, room.pass);
  room.by_output.resize(rows + more, n);
  const T share = T(2) / static_cast<T>(rows * n);
  double cost = 0, broken = 0;
  for (std::ptrdiff_t i = 0; i < rows; ++i)
    for (std::ptrdiff_t a = 0; a < n; ++a) {
      const T error = room.pass.output(i, a) - targets(i, a);
      cost += static_cast<double>(error) * static_cast<double>(error);
      room.by_output(i, a) = share * error;
    }
  cost /= static_cast<double>(rows * n);
  for (std::ptrdiff_t i = 0; i < more; ++i) {
    T rest = residual->offset[static_cast<std::size_t>(i)];
    for (std::ptrdiff_t a = 0; a < n; ++a) rest += room.pass.output(rows + i, a) * residual->slopes(i, a);
    broken += static_cast<double>(rest) * static_cast<double>(rest);
    const T factor = static_cast<T>(2 * residual->weight / static_cast<double>(more)) * rest;
    for (std::ptrdiff_t a = 0; a < n; ++a) room.by_output(rows + i, a) = factor * residual->slopes(i, a);
  }
  if (more > 0) cost += residual->weight * broken / static_cast<double>(more);
  network_.backward({}, room.jets, room.pass, room.by_output, gradient);
  return cost;
}

template <typename T>
void OneOutputPass<T>::read(const MotionInputs& inputs, const JetOrder& order, const JetNetwork<T>& network,
                            ConstMatrixView<T> states) {
  write_jets<T>(inputs, states, order, jets);
  network.forward(order, jets, pass);
  by_output.resize(pass.output.rows(), 1);
  by_output.fill(T(0));
}

template <typename T>
HamiltonianNetwork<T>::HamiltonianNetwork(const MotionInputs& inputs, std::span<const int> hidden,
                                          JetActivation activation, const Rng& rng)
    : inputs_(inputs), order_{.directions = 2 * inputs.degrees}, network_(inputs.size(), hidden, 1, activation, rng) {}

template <typename T>
void HamiltonianNetwork<T>::derivative(ConstMatrixView<T> states, MatrixView<T> derivative, std::span<T> values) const {
  OneOutputPass<T>& room = *room_;
  room.read(inputs_, order_, network_, states);
  const int n = inputs_.degrees;
  for (std::ptrdiff_t i = 0; i < states.rows; ++i) {
    const std::ptrdiff_t at = i * order_.size();
    if (!values.empty()) values[static_cast<std::size_t>(i)] = room.pass.output(at, 0);
    for (int a = 0; a < n; ++a) {
      derivative(i, a) = room.pass.output(at + order_.first(n + a), 0);
      derivative(i, n + a) = -room.pass.output(at + order_.first(a), 0);
    }
  }
}

template <typename T>
double HamiltonianNetwork<T>::gradient(ConstMatrixView<T> states, ConstMatrixView<T> targets,
                                       std::span<T> gradient) const {
  OneOutputPass<T>& room = *room_;
  room.read(inputs_, order_, network_, states);
  const int n = inputs_.degrees;
  const T share = T(1) / static_cast<T>(states.rows * 2 * n);
  double cost = 0;
  for (std::ptrdiff_t i = 0; i < states.rows; ++i)
    for (int a = 0; a < n; ++a) {
      const std::ptrdiff_t by_q = i * order_.size() + order_.first(a), by_p = i * order_.size() + order_.first(n + a);
      const T of_q = room.pass.output(by_p, 0) - targets(i, a), of_p = -room.pass.output(by_q, 0) - targets(i, n + a);
      cost +=
          static_cast<double>(of_q) * static_cast<double>(of_q) + static_cast<double>(of_p) * static_cast<double>(of_p);
      room.by_output(by_p, 0) = 2 * share * of_q;
      room.by_output(by_q, 0) = -2 * share * of_p;
    }
  network_.backward(order_, room.jets, room.pass, room.by_output, gradient);
  return cost / static_cast<double>(states.rows * 2 * n);
}

template <typename T>
LagrangianNetwork<T>::LagrangianNetwork(const MotionInputs& inputs, std::span<const int> hidden,
                                        JetActivation activation, double free, const Rng& rng)
    : inputs_(inputs),
      order_(lagrangian_order(inputs.degrees)),
      free_(static_cast<T>(free)),
      network_(inputs.size(), hidden, 1, activation, rng) {}

template <typename T>
void LagrangianNetwork<T>::solve(const Row& row, const T* r, T* x) const {
  if (inputs_.degrees == 1) {
    x[0] = r[0] / row.mass[0];
    return;
  }
  const T determinant = row.mass[0] * row.mass[3] - row.mass[1] * row.mass[2];
  x[0] = (row.mass[3] * r[0] - row.mass[1] * r[1]) / determinant;
  x[1] = (row.mass[0] * r[1] - row.mass[2] * r[0]) / determinant;
}

template <typename T>
typename LagrangianNetwork<T>::Row LagrangianNetwork<T>::row(ConstMatrixView<T> states, const Matrix<T>& output,
                                                             std::ptrdiff_t i) const {
  const int n = inputs_.degrees;
  const std::ptrdiff_t at = i * order_.size();
  Row row{};
  row.value = output(at, 0);
  row.energy = -row.value;
  T r[2]{};
  for (int a = 0; a < n; ++a) {
    const T v = states(i, n + a), free_energy = free_ * v * v / 2;
    row.value += free_energy;
    row.energy += v * output(at + order_.first(n + a), 0) + free_energy;
    row.by_q[a] = output(at + order_.first(a), 0);
    r[a] = row.by_q[a];
    for (int b = 0; b < n; ++b) {
      row.mass[a * n + b] = output(at + order_.second(mass_pair(n, a, b)), 0) + (a == b ? free_ : T(0));
      row.mixed[a * n + b] = output(at + order_.second(mixed_pair(n, a, b)), 0);
      r[a] -= row.mixed[a * n + b] * states(i, n + b);
    }
  }
  solve(row, r, row.a);
  return row;
}

template <typename T>
void LagrangianNetwork<T>::accelerations(ConstMatrixView<T> states, MatrixView<T> accelerations, std::span<T> values,
                                         MatrixView<T> mass) const {
  OneOutputPass<T>& room = *room_;
  room.read(inputs_, order_, network_, states);
  const int n = inputs_.degrees;
  for (std::ptrdiff_t i = 0; i < states.rows; ++i) {
    const Row found = row(states, room.pass.output, i);
    std::copy_n(found.a, n, accelerations.row(i));
    if (!values.empty()) values[static_cast<std::size_t>(i)] = found.value;
    if (mass.data != nullptr) std::copy_n(found.mass, n * n, mass.row(i));
  }
}

template <typename T>
void LagrangianNetwork<T>::energies(ConstMatrixView<T> states, std::span<T> energies) const {
  OneOutputPass<T>& room = *room_;
  room.read(inputs_, order_, network_, states);
  for (std::ptrdiff_t i = 0; i < states.rows; ++i)
    energies[static_cast<std::size_t>(i)] = row(states, room.pass.output, i).energy;
}

template <typename T>
double LagrangianNetwork<T>::gradient(ConstMatrixView<T> states, ConstMatrixView<T> targets,
                                      std::span<T> gradient) const {
  OneOutputPass<T>& room = *room_;
  room.read(inputs_, order_, network_, states);
  const int n = inputs_.degrees;
  const T share = T(2) / static_cast<T>(states.rows * n);
  double cost = 0;
  std::ptrdiff_t counted = 0;
  for (std::ptrdiff_t i = 0; i < states.rows; ++i) {
    const Row found = row(states, room.pass.output, i);
    const std::ptrdiff_t at = i * order_.size();
    T by_a[2]{}, by_r[2]{};
    double part = 0;
    for (int a = 0; a < n; ++a) {
      const T error = found.a[a] - targets(i, a);
      part += static_cast<double>(error) * static_cast<double>(error);
      by_a[a] = share * error;
    }
    solve(found, by_a, by_r);  // M is symmetric
    if (!std::isfinite(part) || !std::isfinite(by_r[0]) || !std::isfinite(by_r[1])) continue;
    cost += part;
    ++counted;
    for (int a = 0; a < n; ++a) {
      room.by_output(at + order_.first(a), 0) = by_r[a];
      for (int b = 0; b < n; ++b) {
        room.by_output(at + order_.second(mass_pair(n, a, b)), 0) -= by_r[a] * found.a[b];
        room.by_output(at + order_.second(mixed_pair(n, a, b)), 0) = -by_r[a] * states(i, n + b);
      }
    }
  }
  network_.backward(order_, room.jets, room.pass, room.by_output, gradient);
  return counted > 0 ? cost / static_cast<double>(states.rows * n) : std::numeric_limits<double>::quiet_NaN();
}

template class AccelerationNetwork<float>;
template class AccelerationNetwork<double>;
template class HamiltonianNetwork<float>;
template class HamiltonianNetwork<double>;
template class LagrangianNetwork<float>;
template class LagrangianNetwork<double>;

}  // namespace lectern::nn
