#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "core/ml/zoo/extreme_learning.h"
#include "core/ml/zoo/hopfield_network.h"
#include "core/ml/zoo/radial_basis_network.h"
#include "core/ml/zoo/reservoir.h"
#include "core/ml/zoo/self_organising_map.h"

using namespace lectern;

TEST_CASE("hopfield network: one pattern is recalled from a damaged one, and no flip raises the energy") {
  zoo::HopfieldNetwork network(4);
  const std::array<int, 4> pattern{1, -1, 1, 1};
  network.store(pattern);
  CHECK(network.weight(0, 0) == 0);
  CHECK(network.weight(0, 1) == -0.25);
  CHECK(network.energy(pattern) == -1.5);  // −½ · 12/4
  std::array<int, 4> s{-1, -1, 1, 1};
  double energy = network.energy(s);
  for (int k = 0; k < 4; ++k) {
    network.update(k, s);
    CHECK(network.energy(s) <= energy);
    energy = network.energy(s);
  }
  CHECK(s == pattern);
  CHECK(zoo::overlap(s, pattern) == 1);
}

TEST_CASE("radial basis network: at a centre of its own it gives back the example") {
  Matrix<double> X(3, 1);
  X(1, 0) = 1;
  X(2, 0) = 2;
  const std::array<double, 3> y{1, -1, 2};
  const zoo::RadialBasisNetwork network(X, y, X, 0.5, 0, false);
  CHECK(network.features(X)(0, 0) == 1);
  CHECK(network.features(X)(0, 1) == doctest::Approx(std::exp(-2.0)));
  for (std::size_t i = 0; i < 3; ++i) CHECK(network.predict(X)[i] == doctest::Approx(y[i]));
}

TEST_CASE("echo state: the spectral radius of a rotation by which vectors grow is that growth") {
  Matrix<double> A(2, 2);
  A(0, 1) = -3;
  A(1, 0) = 3;
  CHECK(zoo::spectral_radius(A) == doctest::Approx(3));
  CHECK(zoo::spectral_radius(Matrix<double>(2, 2)) == 0);
}

TEST_CASE("echo state: with a small spectral radius two states that heard the same become one") {
  Rng rng(1);
  zoo::EchoState network = zoo::EchoState::random(30, 1, 0.5, 1, 0.5, rng), other = network;
  const double loud = 3;
  other.listen({&loud, 1});
  for (int t = 0; t < 100; ++t) {
    const double u = 0.1 * (t % 7);
    network.listen({&u, 1});
    other.listen({&u, 1});
  }
  for (std::size_t i = 0; i < network.units().size(); ++i)
    CHECK(std::fabs(network.units()[i] - other.units()[i]) < 1e-9);
}

TEST_CASE("self-organising map: the winner moves by the rate, neighbours by less") {
  Matrix<double> w(3, 1);
  w(1, 0) = 1;
  w(2, 0) = 2;
  zoo::SelfOrganisingMap map(1, 3, w);
  const double x = -1;
  CHECK(map.show({&x, 1}, 0.5, 1) == 0);
  CHECK(map.weights()(0, 0) == doctest::Approx(-0.5));
  CHECK(map.weights()(1, 0) == doctest::Approx(1 - 0.5 * std::exp(-0.5) * 2));
  CHECK(map.topographic_error(w) == 0);
  CHECK(zoo::falling(zoo::Fall::exponential, 4, 1, 0.5) == doctest::Approx(2));
  CHECK(zoo::falling(zoo::Fall::linear, 4, 1, 0.5) == doctest::Approx(2.5));
}

TEST_CASE("extreme learner: with as many hidden units as examples it passes through them") {
  Rng rng(2);
  zoo::ExtremeLearner learner = zoo::ExtremeLearner::random(1, 5, 2, rng);
  Matrix<double> X(4, 1), Y(4, 1);
  for (int i = 0; i < 4; ++i) {
    X(i, 0) = i - 1.5;
    Y(i, 0) = i % 2;
  }
  learner.fit(X, Y, 0);
  for (int i = 0; i < 4; ++i) CHECK(learner.predict(X)(i, 0) == doctest::Approx(Y(i, 0)).epsilon(1e-6));
}

TEST_CASE("liquid: silent without spikes, and at rest again after rest()") {
  Rng rng(3);
  zoo::Liquid liquid(20, 2, 0.3, rng);
  const std::array<char, 2> silence{0, 0}, both{1, 1};
  int fired = 0;
  for (int t = 0; t < 20; ++t) {
    liquid.listen(silence);
    for (const char one : liquid.fired()) fired += one;
  }
  CHECK(fired == 0);
  for (int t = 0; t < 20; ++t) {
    liquid.listen(both);
    for (const char one : liquid.fired()) fired += one;
  }
  CHECK(fired > 0);
  liquid.rest();
  for (const double trace : liquid.trace()) CHECK(trace == 0);
}
