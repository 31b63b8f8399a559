#include "core/ml/generative/boltzmann_machine.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lectern;
using generative::BoltzmannMachine;

namespace {

BoltzmannMachine small_machine() {
  Rng rng(3);
  Matrix<double> W(5, 3);
  for (std::ptrdiff_t i = 0; i < W.size(); ++i) W.data()[i] = 0.7 * rng.normal();
  return {W, {0.2, -0.4, 0.1, 0, 0.5}, {-0.3, 0.6, 0.1}};
}

// Of the pattern p or its opposite, each half of the time.
Matrix<double> two_patterns(std::ptrdiff_t n) {
  Matrix<double> v(n, 5);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t k = 0; k < 5; ++k) v(i, k) = (k < 2) == (i % 2 == 0) ? 1 : 0;
  return v;
}

double mean_log_likelihood(const BoltzmannMachine& machine, const Matrix<double>& v) {
  std::vector<double> free_energy(static_cast<std::size_t>(v.rows()));
  machine.free_energy(v, free_energy);
  double sum = 0;
  for (const double F : free_energy) sum -= F;
  return sum / static_cast<double>(v.rows()) - generative::enumerate_states(machine).log_partition;
}

}  // namespace

TEST_CASE("boltzmann machine: the free energy is minus the logarithm of the sum over hidden states") {
  const BoltzmannMachine machine = small_machine();
  Matrix<double> v(1, 5);
  v(0, 1) = v(0, 4) = 1;
  double sum = 0;
  for (int s = 0; s < 8; ++s) {
    const double h[3] = {double(s & 1), double((s >> 1) & 1), double((s >> 2) & 1)};
    sum += std::exp(-machine.energy({v.data(), 5}, h));
  }
  double F = 0;
  machine.free_energy(v, {&F, 1});
  CHECK(F == doctest::Approx(-std::log(sum)));
}

TEST_CASE("boltzmann machine: the gradient of the likelihood is its finite difference") {
  const BoltzmannMachine machine = small_machine();
  const Matrix<double> v = two_patterns(4);
  const auto gradient = generative::likelihood_gradient(machine, generative::enumerate_states(machine), v);
  constexpr double kStep = 1e-5;
  for (std::ptrdiff_t i = 0; i < machine.weights().size(); ++i) {
    Matrix<double> up = machine.weights(), down = up;
    up.data()[i] += kStep;
    down.data()[i] -= kStep;
    const double slope = (mean_log_likelihood({up, machine.visible_bias(), machine.hidden_bias()}, v) -
                          mean_log_likelihood({down, machine.visible_bias(), machine.hidden_bias()}, v)) /
                         (2 * kStep);
    CHECK(gradient.W.data()[i] == doctest::Approx(slope).epsilon(1e-6));
  }
}

TEST_CASE("boltzmann machine: contrastive divergence learns two patterns") {
  Rng rng(5);
  BoltzmannMachine machine = BoltzmannMachine::random(5, 4, rng);
  BoltzmannMachine::Divergence way;
  const Matrix<double> v = two_patterns(20);
  const double before = mean_log_likelihood(machine, v);
  CHECK(before == doctest::Approx(-5 * std::log(2.0)).epsilon(0.01));
  for (int update = 0; update < 2000; ++update) {
    Matrix<double> u_h(20, 4), u_v(20, 5);
    for (std::ptrdiff_t i = 0; i < u_h.size(); ++i) u_h.data()[i] = rng.uniform();
    for (std::ptrdiff_t i = 0; i < u_v.size(); ++i) u_v.data()[i] = rng.uniform();
    machine.contrastive_divergence(v, u_h, u_v, 0.1, way);
  }
  // At best −log 2; contrastive divergence is not the gradient, and leaves some mass far from the data.
  CHECK(mean_log_likelihood(machine, v) > -2);
}
