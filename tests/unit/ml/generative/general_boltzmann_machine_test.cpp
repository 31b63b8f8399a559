#include "core/ml/generative/general_boltzmann_machine.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/ml/generative/boltzmann_machine.h"

using namespace lectern;
using generative::Couplings;
using generative::GeneralBoltzmannMachine;
using generative::MachineMoments;

namespace {

constexpr std::ptrdiff_t kVisible = 4, kHidden = 3;

GeneralBoltzmannMachine machine_with(Couplings couplings, std::uint64_t seed = 3) {
  Rng rng(seed);
  GeneralBoltzmannMachine machine(couplings, kVisible, kHidden, 0.7, rng.split("weights"));
  for (std::ptrdiff_t i = 0; i < kVisible + kHidden; ++i)
    for (std::ptrdiff_t j = 0; j <= i; ++j) machine.set_coupling(i, j, 0.6 * rng.normal());
  return machine;
}

Matrix<double> bits(int state, std::ptrdiff_t count) {
  Matrix<double> row(1, count);
  for (std::ptrdiff_t k = 0; k < count; ++k) row(0, k) = (state >> k) & 1;
  return row;
}

std::span<const double> numbers(const Matrix<double>& M) { return {M.data(), static_cast<std::size_t>(M.size())}; }

// By two plain loops over all states.
double plain_log_partition(const GeneralBoltzmannMachine& machine) {
  double sum = 0;
  for (int v = 0; v < 1 << kVisible; ++v)
    for (int h = 0; h < 1 << kHidden; ++h)
      sum += std::exp(-machine.energy(numbers(bits(v, kVisible)), numbers(bits(h, kHidden))));
  return std::log(sum);
}

double mean_log_likelihood(const GeneralBoltzmannMachine& machine, const Matrix<double>& v) {
  std::vector<double> logarithms(static_cast<std::size_t>(v.rows()));
  machine.log_unnormalised(v, logarithms);
  MachineMoments moments;
  double sum = 0;
  for (const double value : logarithms) sum += value;
  return sum / static_cast<double>(v.rows()) - machine.exact_moments(moments);
}

constexpr Couplings kAll[] = {{.W = true},
                              {.W = true, .T = true},
                              {.W = true, .Q = true},
                              {.W = true, .T = true, .Q = true},
                              {.W = false, .T = true}};

}  // namespace

TEST_CASE("general boltzmann machine: a machine of three units by hand") {
  GeneralBoltzmannMachine machine({.W = true, .T = true}, 2, 1, 0, Rng(1));
  CHECK(machine.set_coupling(0, 1, 1));   // T
  CHECK(machine.set_coupling(0, 2, 2));   // W
  CHECK(machine.set_coupling(2, 2, -1));  // c
  CHECK_FALSE(machine.set_coupling(0, 3, 1));
  // v = 00, 10, 01, 11: the hidden unit adds log(1 + e^−1), log(1 + e^1), log(1 + e^−1), log(1 + e^1).
  const double off = 1 + std::exp(-1.0), on = 1 + std::exp(1.0);
  MachineMoments moments;
  const double Z = off + on + off + std::exp(1.0) * on;
  CHECK(machine.exact_moments(moments) == doctest::Approx(std::log(Z)));
  CHECK(moments.b[0] == doctest::Approx((on + std::exp(1.0) * on) / Z));
  CHECK(moments.T(0, 1) == doctest::Approx(std::exp(1.0) * on / Z));
}

TEST_CASE("general boltzmann machine: log Z and the averages are those of plain sums over all states") {
  for (const Couplings couplings : kAll) {
    const GeneralBoltzmannMachine machine = machine_with(couplings);
    MachineMoments moments;
    REQUIRE(machine.is_exact());
    CHECK(machine.exact_moments(moments) == doctest::Approx(plain_log_partition(machine)).epsilon(1e-12));
    double sum = 0;
    for (int v = 0; v < 1 << kVisible; ++v) {
      double logarithm = 0;
      machine.log_unnormalised(bits(v, kVisible), {&logarithm, 1});
      sum += std::exp(logarithm);
    }
    CHECK(std::log(sum) == doctest::Approx(plain_log_partition(machine)).epsilon(1e-12));
  }
}

TEST_CASE("general boltzmann machine: data less model averages are the gradient of the likelihood") {
  Matrix<double> v(3, kVisible);
  v(0, 0) = v(0, 2) = v(1, 1) = v(2, 0) = v(2, 3) = 1;
  for (const Couplings couplings : kAll) {
    const GeneralBoltzmannMachine machine = machine_with(couplings);
    MachineMoments data, model;
    machine.clamped_moments(v, data);
    machine.exact_moments(model);
    const auto difference = [&](std::ptrdiff_t i, std::ptrdiff_t j) {
      const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(i - kVisible);
      if (i == j) return i < kVisible ? data.b[a] - model.b[a] : data.c[b] - model.c[b];
      if (i < kVisible) return data.T(i, j) - model.T(i, j);
      if (j >= kVisible) return data.Q(i - kVisible, j - kVisible) - model.Q(i - kVisible, j - kVisible);
      return data.W(j, i - kVisible) - model.W(j, i - kVisible);
    };
    constexpr double kStep = 1e-5;
    for (std::ptrdiff_t i = 0; i < kVisible + kHidden; ++i)
      for (std::ptrdiff_t j = 0; j <= i; ++j) {
        GeneralBoltzmannMachine up = machine, down = machine;
        if (!up.set_coupling(i, j, machine.coupling(i, j) + kStep)) continue;
        down.set_coupling(i, j, machine.coupling(i, j) - kStep);
        const double slope = (mean_log_likelihood(up, v) - mean_log_likelihood(down, v)) / (2 * kStep);
        CHECK(difference(i, j) == doctest::Approx(slope).epsilon(1e-6).scale(0.1));
      }
  }
}

TEST_CASE("general boltzmann machine: without T and Q it is the restricted machine") {
  const GeneralBoltzmannMachine general = machine_with({});
  const generative::BoltzmannMachine restricted(general.W(),
                                                {general.visible_bias().begin(), general.visible_bias().end()},
                                                {general.hidden_bias().begin(), general.hidden_bias().end()});
  const generative::ExactMachine exact = generative::enumerate_states(restricted);
  MachineMoments moments;
  CHECK(general.exact_moments(moments) == doctest::Approx(exact.log_partition).epsilon(1e-12));
  for (std::ptrdiff_t i = 0; i < exact.correlation.size(); ++i)
    CHECK(moments.W.data()[i] == doctest::Approx(exact.correlation.data()[i]).epsilon(1e-12));
  Matrix<double> v(2, kVisible);
  v(0, 1) = v(1, 0) = v(1, 3) = 1;
  std::vector<double> logarithm(2), free_energy(2);
  general.log_unnormalised(v, logarithm);
  restricted.free_energy(v, free_energy);
  CHECK(logarithm[0] == doctest::Approx(-free_energy[0]).epsilon(1e-12));
  CHECK(logarithm[1] == doctest::Approx(-free_energy[1]).epsilon(1e-12));
}

TEST_CASE("general boltzmann machine: long chains visit states as often as exact sums say") {
  for (const Couplings couplings : kAll) {
    const GeneralBoltzmannMachine machine = machine_with(couplings, 5);
    MachineMoments exact;
    machine.exact_moments(exact);
    Rng rng(7);
    Matrix<double> v(50, kVisible), h(50, kHidden), pv(50, kVisible), ph(50, kHidden);
    std::vector<double> mean(kVisible, 0);
    constexpr int kSweeps = 2000;
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
      machine.draw_hidden(v, h, ph, rng);
      machine.draw_visible(h, {}, v, pv, rng);
      for (std::ptrdiff_t i = 0; i < v.rows(); ++i)
        for (std::ptrdiff_t j = 0; j < kVisible; ++j)
          mean[static_cast<std::size_t>(j)] += v(i, j) / static_cast<double>(kSweeps * v.rows());
    }
    for (std::size_t j = 0; j < mean.size(); ++j) CHECK(std::fabs(mean[j] - exact.b[j]) < 0.01);
  }
}

TEST_CASE("general boltzmann machine: evidence holds units, and what is uncertain is weighed") {
  // No couplings at all: a unit that is on with probability ½ and was seen on by an eye that errs once in ten times.
  const GeneralBoltzmannMachine machine({}, 2, 1, 0, Rng(1));
  Rng rng(2);
  Matrix<double> h(1, 1), v(1, 2), p(1, 2), evidence(1, 2);
  evidence(0, 0) = -GeneralBoltzmannMachine::kCertain;
  evidence(0, 1) = std::log(0.9 / 0.1);
  machine.draw_visible(h, evidence, v, p, rng);
  CHECK(v(0, 0) == 0);
  CHECK(p(0, 0) < 1e-20);
  CHECK(p(0, 1) == doctest::Approx(0.9));
}

TEST_CASE("general boltzmann machine: exact gradients learn parity, for which pairs of visible units are blind") {
  Matrix<double> even(4, 3);  // 000 110 101 011
  even(1, 0) = even(1, 1) = even(2, 0) = even(2, 2) = even(3, 1) = even(3, 2) = 1;
  const auto learned = [&](Couplings couplings) {
    GeneralBoltzmannMachine machine(couplings, 3, 6, 1, Rng(4));
    MachineMoments data, model;
    for (int update = 0; update < 4000; ++update) {
      machine.clamped_moments(even, data);
      machine.exact_moments(model);
      machine.learn(data, model, 1, 0);
    }
    return mean_log_likelihood(machine, even);
  };
  CHECK(learned({.W = false, .T = true}) == doctest::Approx(-3 * std::log(2.0)));
  CHECK(learned({}) > -2 * std::log(2.0) - 0.1);
}
