#include "core/physics/collider.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <vector>

using namespace lectern;
using namespace lectern::physics;

TEST_CASE("collider: a two-body decay as worked out by hand, and seen from a moving frame") {
  // A φ meson into two kaons.
  CHECK(decay_momentum_gev(1.019461, 0.493677, 0.493677) ==
        doctest::Approx(std::sqrt(1.019461 * 1.019461 / 4 - 0.493677 * 0.493677)));
  // Of 125 GeV at rest: both of 62.5 GeV, back to back.
  const auto [first, second] = two_body_decay({125, 0, 0, 0}, 0.6, 0);
  CHECK(first.e == doctest::Approx(62.5));
  CHECK(first.px == doctest::Approx(62.5 * 0.8));
  CHECK(first.pz == doctest::Approx(62.5 * 0.6));
  CHECK(second.pz == doctest::Approx(-62.5 * 0.6));
  // Along the beam at β = 0.6, γ = 1.25: forwards γ(1 + β), backwards γ(1 − β).
  const auto [forward, backward] = two_body_decay({125 * 1.25, 0, 0, 125 * 0.75}, 1, 0);
  CHECK(forward.e == doctest::Approx(125));
  CHECK(backward.e == doctest::Approx(31.25));
  CHECK(backward.pz == doctest::Approx(-31.25));
}

TEST_CASE("collider: energy, momentum and mass are conserved in decays") {
  Rng rng(5);
  for (int i = 0; i < 100; ++i) {
    const FourMomentum parent = four_momentum(rng.uniform(1, 300), rng.uniform(-3, 3), rng.uniform(-3, 3), 125);
    const auto [first, second] = two_body_decay(parent, rng.uniform(-1, 1), rng.uniform(-3, 3));
    const FourMomentum sum = first + second;
    CHECK(sum.e == doctest::Approx(parent.e).epsilon(1e-12));
    CHECK(sum.px == doctest::Approx(parent.px).epsilon(1e-9));
    CHECK(sum.py == doctest::Approx(parent.py).epsilon(1e-9));
    CHECK(sum.pz == doctest::Approx(parent.pz).epsilon(1e-9));
    CHECK(sum.mass() == doctest::Approx(125).epsilon(1e-9));
    CHECK(first.mass() < 0.01);
    // m² = 2 p_T1 p_T2 (cosh Δη − cos Δφ)
    const double along = first.pseudorapidity() - second.pseudorapidity();
    const double around = std::fabs(math::azimuth_difference(first.azimuth(), second.azimuth()));
    CHECK(std::sqrt(2 * first.transverse() * second.transverse() * (std::cosh(along) - std::cos(around))) ==
          doctest::Approx(125).epsilon(1e-9));
  }
}

TEST_CASE("collider: the measured mass peaks at the resonance, as wide as the resolution over √2") {
  Rng rng(11);
  const DijetLaw law{.resonance_mass_gev = 125, .resolution = 0.04};
  double sum = 0, squares = 0;
  const int n = 4000;
  for (int i = 0; i < n; ++i) {
    const Dijet event = draw_dijet(law, true, rng);
    const double mass = (event.jets[0] + event.jets[1]).mass();
    sum += mass;
    squares += mass * mass;
    CHECK(event.jets[0].transverse() >= event.jets[1].transverse());
    CHECK(event.jets[1].transverse() > kLeastJet_gev);
    CHECK(std::fabs(event.jets[0].pseudorapidity()) < kLargestPseudorapidity);
  }
  const double mean = sum / n, width = std::sqrt(squares / n - mean * mean);
  CHECK(mean == doctest::Approx(125).epsilon(0.01));
  CHECK(width == doctest::Approx(125 * 0.04 / std::numbers::sqrt2).epsilon(0.05));
}

TEST_CASE("collider: the trigger is half efficient at its threshold, and angles wrap") {
  CHECK(trigger_efficiency(50) == doctest::Approx(0.5));
  CHECK(trigger_efficiency(150) > 0.999);
  CHECK(std::fabs(math::azimuth_difference(3, -3)) == doctest::Approx(2 * std::numbers::pi - 6));
  CHECK(std::fabs(math::azimuth_difference(-0.5, 0.25)) == doctest::Approx(0.75));
  CHECK(four_momentum(20, -1.5, 2, 0).azimuth() == doctest::Approx(2));
  CHECK(four_momentum(20, -1.5, 2, 0).pseudorapidity() == doctest::Approx(-1.5));
}
