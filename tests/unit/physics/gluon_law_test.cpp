#include "core/physics/gluon_law.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>

#include "core/math/quadrature.h"

using namespace lectern;
using namespace lectern::physics;

TEST_CASE("The gluons' law has the values of its formula, computed by hand") {
  const double normalisation = 0.42 * 0.83 * 1.83 * 2.83 * 3.83 * 4.83 * 5.83 / 120;
  CHECK(gluon_momentum_density(0.5) == doctest::Approx(normalisation * std::pow(0.5, -0.17) * std::pow(0.5, 5)));
  CHECK(gluon_momentum_density(1e-6) == doctest::Approx(normalisation * std::pow(1e-6, -0.17)).epsilon(1e-5));
  CHECK(gluon_momentum_density(1e-6) == doctest::Approx(17).epsilon(0.01));
  CHECK(gluon_momentum_density(1) == 0);
  CHECK(gluon_momentum_density(2) == 0);
  CHECK(gluon_momentum_density(0) == 0);
}

TEST_CASE("Gluons carry the momentum fraction that is named") {
  const math::Quadrature rule = math::gauss_legendre(64, std::log(1e-12), 0);
  double momentum = 0;
  for (std::size_t q = 0; q < rule.nodes.size(); ++q) {
    const double x = std::exp(rule.nodes[q]);
    momentum += rule.weights[q] * x * gluon_momentum_density(x);
  }
  CHECK(momentum == doctest::Approx(kGluonMomentumFraction).epsilon(1e-5));
}

TEST_CASE("Errors of the gluons are per cents in the middle, larger than the law at small x, and never vanish") {
  CHECK(gluon_error(0.015) / gluon_momentum_density(0.015) == doctest::Approx(0.032).epsilon(0.02));
  CHECK(gluon_error(1e-6) / gluon_momentum_density(1e-6) == doctest::Approx(1.96).epsilon(0.01));
  CHECK(gluon_error(0.99) == doctest::Approx(0.01));
}

TEST_CASE("A gluon splits into quarks symmetrically, with probability 2/3 in all") {
  CHECK(gluon_splitting(0.25) == doctest::Approx(0.625));
  CHECK(gluon_splitting(0.25) == gluon_splitting(0.75));
  const math::Quadrature rule = math::gauss_legendre(4, 0, 1);
  double sum = 0;
  for (std::size_t q = 0; q < rule.nodes.size(); ++q) sum += rule.weights[q] * gluon_splitting(rule.nodes[q]);
  CHECK(sum == doctest::Approx(2.0 / 3));
}
