#include "core/math/quadrature.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lectern;

namespace {

// Σ_i w_i x_i^power
double integral_of_power(const math::Quadrature& rule, int power) {
  double sum = 0;
  for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
    double term = rule.weights[i];
    for (int k = 0; k < power; ++k) term *= rule.nodes[i];
    sum += term;
  }
  return sum;
}

}  // namespace

TEST_CASE("the rules of Gauss and Legendre with one, two and three nodes are those computed by hand") {
  const math::Quadrature one = math::gauss_legendre(1, 2, 5);
  CHECK(one.nodes[0] == 3.5);
  CHECK(one.weights[0] == doctest::Approx(3));
  const math::Quadrature two = math::gauss_legendre(2);
  CHECK(two.nodes[1] == doctest::Approx(1 / std::sqrt(3.0)).epsilon(1e-15));
  CHECK(two.weights[0] == doctest::Approx(1).epsilon(1e-15));
  const math::Quadrature three = math::gauss_legendre(3);
  CHECK(three.nodes[1] == 0);
  CHECK(three.nodes[2] == doctest::Approx(std::sqrt(0.6)).epsilon(1e-15));
  CHECK(three.weights[1] == doctest::Approx(8.0 / 9).epsilon(1e-15));
  CHECK(three.weights[2] == doctest::Approx(5.0 / 9).epsilon(1e-15));
}

TEST_CASE("n nodes integrate the powers of x exactly up to degree 2n − 1, and not the next") {
  for (const int n : {1, 2, 3, 4, 5, 8, 13, 16, 31, 64, 120}) {
    CAPTURE(n);
    const math::Quadrature rule = math::gauss_legendre(n, 0, 1);
    for (int power = 0; power < 2 * n; ++power) {
      CAPTURE(power);
      CHECK(integral_of_power(rule, power) == doctest::Approx(1.0 / (power + 1)).epsilon(1e-13));
    }
    if (n <= 5) CHECK(integral_of_power(rule, 2 * n) < 0.99999 / (2 * n + 1));
  }
}

TEST_CASE("the weights are positive and add up to the length; the nodes ascend inside and crowd towards the ends") {
  for (const int n : {1, 2, 7, 64, 120, 401}) {
    CAPTURE(n);
    const math::Quadrature rule = math::gauss_legendre(n, -3, 4);
    double length = 0;
    for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
      CHECK(rule.weights[i] > 0);
      CHECK(rule.nodes[i] > (i == 0 ? -3 : rule.nodes[i - 1]));
      length += rule.weights[i];
    }
    CHECK(rule.nodes.back() < 4);
    CHECK(length == doctest::Approx(7).epsilon(1e-13));
    if (n > 2) CHECK(rule.weights.front() < rule.weights[rule.weights.size() / 2]);
  }
}

TEST_CASE("nodes and weights mirror each other to the bit") {
  for (const int n : {2, 5, 120}) {
    const math::Quadrature rule = math::gauss_legendre(n);
    const std::size_t last = rule.nodes.size() - 1;
    for (std::size_t i = 0; i <= last; ++i) {
      CHECK(rule.nodes[i] == -rule.nodes[last - i]);
      CHECK(rule.weights[i] == rule.weights[last - i]);
    }
  }
}
