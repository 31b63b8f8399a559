#include "core/ml/nn/mechanics_network.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "core/math/finite_difference.h"
#include "tests/unit/matrices.h"

using namespace lectern;
using namespace lectern::nn;
using tests::random_matrix;

namespace {

constexpr std::array kMechanicsHidden{5, 4};

// Rows whose directions are the inputs themselves.
Matrix<double> jets_of_inputs(const Matrix<double>& x, const JetOrder& order) {
  Matrix<double> jets(x.rows() * order.size(), x.cols());
  for (std::ptrdiff_t i = 0; i < x.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < x.cols(); ++j) {
      jets(i * order.size(), j) = x(i, j);
      jets(i * order.size() + order.first(static_cast<int>(j)), j) = 1;
    }
  return jets;
}

template <typename Model, typename Cost>
double largest_mechanics_error(Model& model, Cost cost) {
  std::vector<double> gradient(model.network().parameters().size()), unused(gradient.size());
  cost(gradient);
  const std::vector<double> by_differences =
      math::finite_difference_gradient([&] { return cost(unused); }, model.network().parameters());
  return math::largest_relative_difference(std::span<const double>(gradient), std::span<const double>(by_differences));
}

}  // namespace

TEST_CASE("jet network: one neuron, worked out by hand") {
  const std::array one{1};
  JetNetwork<double> network(1, one, 1, JetActivation::tanh, Rng(1));
  const std::array weights{2.0, 0.5, 3.0, -1.0};  // y = 3 tanh(2x + ½) − 1
  std::copy(weights.begin(), weights.end(), network.parameters().begin());
  const JetOrder order{.directions = 1, .pairs = {{0, 0}}};
  JetPass<double> pass;
  Matrix<double> x(1, 1, 0.3);
  const Matrix<double> jets = jets_of_inputs(x, order);
  network.forward(order, jets, pass);
  const double t = std::tanh(1.1), slope = 1 - t * t;
  CHECK(pass.output(0, 0) == doctest::Approx(3 * t - 1));
  CHECK(pass.output(1, 0) == doctest::Approx(6 * slope));
  CHECK(pass.output(2, 0) == doctest::Approx(12 * -2 * t * slope));
}

TEST_CASE("jet network: derivatives by inputs are those of the values, and gradients of them those by the weights") {
  for (const JetActivation activation : {JetActivation::tanh, JetActivation::softplus}) {
    JetNetwork<double> network(3, kMechanicsHidden, 2, activation, Rng(3));
    Rng rng(4);
    for (double& p : network.parameters()) p += 0.3 * rng.normal();
    const JetOrder order{.directions = 3, .pairs = {{0, 0}, {0, 2}, {1, 2}, {2, 2}}};
    Matrix<double> x = random_matrix(2, 3, 5);
    JetPass<double> pass;
    const Matrix<double> jets = jets_of_inputs(x, order);
    network.forward(order, jets, pass);
    const Matrix<double> output = pass.output;

    const JetOrder first_order{.directions = 3};
    for (std::ptrdiff_t i = 0; i < x.rows(); ++i)
      for (int j = 0; j < 3; ++j) {
        const double kept = x(i, j), h = 1e-5;
        JetPass<double> above, below;
        x(i, j) = kept + h;
        network.forward(first_order, jets_of_inputs(x, first_order), above);
        x(i, j) = kept - h;
        network.forward(first_order, jets_of_inputs(x, first_order), below);
        x(i, j) = kept;
        for (std::ptrdiff_t u = 0; u < 2; ++u) {
          const std::ptrdiff_t at = i * first_order.size();
          const auto difference = [&](std::ptrdiff_t component) {
            return (above.output(at + component, u) - below.output(at + component, u)) / (2 * h);
          };
          CHECK(output(i * order.size() + order.first(j), u) == doctest::Approx(difference(0)).epsilon(1e-7));
          for (std::size_t p = 0; p < order.pairs.size(); ++p)
            if (order.pairs[p][1] == j)
              CHECK(output(i * order.size() + order.second(p), u) ==
                    doctest::Approx(difference(first_order.first(order.pairs[p][0]))).epsilon(1e-7));
        }
      }

    const Matrix<double> factors = random_matrix(output.rows(), 2, 6);
    std::vector<double> gradient(network.parameters().size());
    network.backward(order, jets, pass, factors, gradient);
    const auto cost = [&] {
      network.forward(order, jets, pass);
      double sum = 0;
      for (std::ptrdiff_t k = 0; k < factors.size(); ++k) sum += factors.data()[k] * pass.output.data()[k];
      return sum;
    };
    const std::vector<double> expected = math::finite_difference_gradient(cost, network.parameters());
    CHECK(math::largest_relative_difference(std::span<const double>(gradient), std::span<const double>(expected)) <
          1e-7);
  }
}

TEST_CASE("mechanics networks: gradients by the weights, with one and two degrees of freedom, straight and in angles") {
  for (const int n : {1, 2})
    for (const bool angular : {false, true}) {
      CAPTURE(n);
      CAPTURE(angular);
      const MotionInputs inputs{n, angular, {0.7, 1.3, 0.9, 1.1}};
      const Matrix<double> states = random_matrix(4, 2 * n, 1), accelerations = random_matrix(4, n, 2),
                           flow = random_matrix(4, 2 * n, 3);
      HamiltonianNetwork<double> hamiltonian(inputs, kMechanicsHidden, JetActivation::tanh, Rng(1));
      CHECK(largest_mechanics_error(hamiltonian, [&](std::span<double> gradient) {
              return hamiltonian.gradient(states, flow, gradient);
            }) < 1e-7);
      LagrangianNetwork<double> lagrangian(inputs, kMechanicsHidden, JetActivation::softplus, 1, Rng(2));
      CHECK(largest_mechanics_error(lagrangian, [&](std::span<double> gradient) {
              return lagrangian.gradient(states, accelerations, gradient);
            }) < 1e-6);
      AccelerationNetwork<double> plain(inputs, kMechanicsHidden, JetActivation::tanh, Rng(3));
      const Matrix<double> places = random_matrix(3, 2 * n, 4), slopes = random_matrix(3, n, 5);
      const std::vector<double> offset{0.3, -0.2, 0.7};
      const AccelerationNetwork<double>::Residual residual{places, slopes, offset, 0.4};
      CHECK(largest_mechanics_error(plain, [&](std::span<double> gradient) {
              return plain.gradient(states, accelerations, &residual, gradient);
            }) < 1e-7);
    }
}

TEST_CASE("mechanics networks: without a network the Lagrangian's motion is that of free particles") {
  LagrangianNetwork<double> lagrangian({2, false}, kMechanicsHidden, JetActivation::tanh, 1, Rng(1));
  lagrangian.network().scale_output(0);
  const Matrix<double> states = random_matrix(3, 4, 7);
  Matrix<double> accelerations(3, 2), mass(3, 4);
  std::vector<double> energies(3);
  lagrangian.accelerations(states, accelerations, {}, mass);
  lagrangian.energies(states, energies);
  for (std::ptrdiff_t i = 0; i < 3; ++i) {
    CHECK(accelerations(i, 0) == 0);
    CHECK(accelerations(i, 1) == 0);
    CHECK(mass(i, 0) == 1);
    CHECK(mass(i, 1) == 0);
    CHECK(energies[static_cast<std::size_t>(i)] ==
          doctest::Approx((states(i, 2) * states(i, 2) + states(i, 3) * states(i, 3)) / 2));
  }
  // With neither, there is no motion to speak of.
  LagrangianNetwork<double> nothing({2, false}, kMechanicsHidden, JetActivation::tanh, 0, Rng(1));
  nothing.network().scale_output(0);
  std::vector<double> gradient(nothing.network().parameters().size());
  CHECK(std::isnan(nothing.gradient(states, accelerations, gradient)));
}

// Along the exact flow dH/dt = ∂H/∂q·dq/dt + ∂H/∂p·dp/dt, and the same for the energy of L.
TEST_CASE("mechanics networks: the energy of an untrained network is kept by its own motion") {
  const MotionInputs inputs{2, true};
  HamiltonianNetwork<double> hamiltonian(inputs, kMechanicsHidden, JetActivation::tanh, Rng(5));
  LagrangianNetwork<double> lagrangian(inputs, kMechanicsHidden, JetActivation::tanh, 1, Rng(6));
  Matrix<double> at = random_matrix(1, 4, 8), flow(1, 4), a(1, 2);
  std::vector<double> value(1), later(1);
  constexpr double kStep = 1e-5;
  hamiltonian.derivative(at, flow, value);
  Matrix<double> moved = at;
  for (std::ptrdiff_t j = 0; j < 4; ++j) moved(0, j) += kStep * flow(0, j);
  hamiltonian.derivative(moved, flow, later);
  CHECK(std::fabs(later[0] - value[0]) < 1e-8);
  lagrangian.accelerations(at, a);
  lagrangian.energies(at, value);
  moved = at;
  for (std::ptrdiff_t j = 0; j < 2; ++j) {
    moved(0, j) += kStep * at(0, 2 + j);
    moved(0, 2 + j) += kStep * a(0, j);
  }
  lagrangian.energies(moved, later);
  CHECK(std::fabs(later[0] - value[0]) < 1e-8);
}
