#include "core/physics/cart_pole.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lectern::physics;

namespace {

// Of the cart and of a rod of length 2l, without friction.
double energy(const CartPole& system, const CartPoleState& s) {
  const double m = system.pole_mass, l = system.half_length_m;
  const double across = s[1] + l * s[3] * std::cos(s[2]), up = -l * s[3] * std::sin(s[2]);
  return 0.5 * system.cart_mass * s[1] * s[1] + 0.5 * m * (across * across + up * up) +
         0.5 * (m * l * l / 3) * s[3] * s[3] + m * system.gravity * l * std::cos(s[2]);
}

}  // namespace

TEST_CASE("cart-pole: an upright pole is left behind by a push, as worked out by hand") {
  const CartPole system;
  const CartPoleState after = moved(system, {0, 0, 0, 0}, true);
  const double push = 10 / 1.1, spin_up = -push / (0.5 * (4.0 / 3 - 0.1 / 1.1));
  CHECK(after[0] == 0);
  CHECK(after[1] == doctest::Approx(0.02 * (push - 0.05 * spin_up / 1.1)));
  CHECK(after[3] == doctest::Approx(0.02 * spin_up));
  CHECK_FALSE(has_fallen(system, after));
  CHECK(has_fallen(system, {0, 0, 0.21, 0}));
  CHECK(has_fallen(system, {-2.5, 0, 0, 0}));
}

TEST_CASE("cart-pole: left and right are mirror images") {
  const CartPole system;
  const CartPoleState right = moved(system, {0.1, 0.2, 0.05, -0.3}, true),
                      left = moved(system, {-0.1, -0.2, -0.05, 0.3}, false);
  for (std::size_t i = 0; i < 4; ++i) CHECK(left[i] == doctest::Approx(-right[i]));
}

TEST_CASE("cart-pole: without a push its energy is kept, the better the smaller the steps") {
  double drift[2];
  for (int fine = 0; fine < 2; ++fine) {
    CartPole system;
    system.force_N = 0;
    system.time_step_s = fine ? 1e-5 : 1e-4;
    system.semi_implicit = true;
    CartPoleState at{0, 0.1, 0.2, 0};
    const double before = energy(system, at);
    for (int i = 0; i < (fine ? 100'000 : 10'000); ++i) at = moved(system, at, true);
    drift[fine] = std::fabs(energy(system, at) - before);
  }
  CHECK(drift[0] < 1e-3);
  CHECK(drift[1] < 0.2 * drift[0]);
}
