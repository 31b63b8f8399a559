#include "core/physics/mechanics.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

using namespace lectern;
using namespace lectern::physics;

namespace {

MechanicalSystem system_of(MechanicalLaw law, const char* formula = "") {
  return *MechanicalSystem::make(law, formula);
}

MotionState state_after(const MechanicalSystem& system, MotionState state, double time, int steps) {
  for (int i = 0; i < steps; ++i) state = system.advanced(state, time / steps);
  return state;
}

// The largest energy error of so many steps in a time.
double energy_drift(const MechanicalSystem& system, const MotionState& start, double time, int steps) {
  return std::fabs(system.energy(state_after(system, start, time, steps)) - system.energy(start));
}

// Derivatives of L by central differences, against the jet.
void check_jet(const MechanicalSystem& system, const MotionState& at) {
  const LagrangianJet jet = system.lagrangian(at);
  const auto n = static_cast<std::size_t>(system.degrees());
  constexpr double h = 1e-5;
  for (std::size_t i = 0; i < 2 * n; ++i) {
    MotionState above = at, below = at;
    above[i] += h;
    below[i] -= h;
    const LagrangianJet up = system.lagrangian(above), down = system.lagrangian(below);
    const double slope = (up.value - down.value) / (2 * h);
    CHECK((i < n ? jet.by_q[i] : jet.by_v[i - n]) == doctest::Approx(slope).epsilon(1e-6));
    for (std::size_t a = 0; a < n; ++a) {
      const double second = (up.by_v[a] - down.by_v[a]) / (2 * h);
      CHECK((i < n ? jet.mixed[a * n + i] : jet.mass[a * n + i - n]) == doctest::Approx(second).epsilon(1e-6));
    }
  }
}

}  // namespace

TEST_CASE("mechanics: the derivatives of each Lagrangian are those of its value") {
  check_jet(system_of(MechanicalLaw::double_pendulum), {0.7, -0.4, 0.9, -1.2});
  check_jet(system_of(MechanicalLaw::kepler), {0.8, -0.5, 0.3, 0.9});
  check_jet(system_of(MechanicalLaw::henon_heiles), {0.3, 0.2, -0.1, 0.4});
  check_jet(system_of(MechanicalLaw::spring), {0.6, -0.8, 0, 0});
  check_jet(system_of(MechanicalLaw::typed, "v^2 (1 + q^2)/2 - q^4/4 + q v"), {0.6, -0.8, 0, 0});
}

TEST_CASE("mechanics: a mass on a spring goes round in 2π, worked out by hand") {
  const MechanicalSystem spring = system_of(MechanicalLaw::spring);
  CHECK(spring.period() == doctest::Approx(2 * std::numbers::pi));
  const MotionState quarter = state_after(spring, {1, 0, 0, 0}, std::numbers::pi / 2, 400);
  CHECK(quarter[0] == doctest::Approx(0).epsilon(1e-8));
  CHECK(quarter[1] == doctest::Approx(-1).epsilon(1e-8));
  CHECK(spring.energy({0.6, 0.8, 0, 0}) == doctest::Approx(0.5));
}

TEST_CASE("mechanics: the error of the energy falls with the fifth power of the step") {
  const MechanicalSystem pendulum = system_of(MechanicalLaw::double_pendulum);
  const MotionState start{0.9, 0.4, 0, 0};
  const double coarse = energy_drift(pendulum, start, 4, 40), fine = energy_drift(pendulum, start, 4, 80);
  CHECK(coarse / fine > 16);
  CHECK(coarse / fine < 80);
  CHECK(energy_drift(pendulum, start, 4, 4000) < 1e-11);
}

TEST_CASE("mechanics: small oscillations of the double pendulum have the frequencies √(2 ∓ √2)") {
  const DoublePendulum equal;
  const auto [slow, fast] = equal.small_oscillations();
  CHECK(slow == doctest::Approx(std::sqrt(2 - std::numbers::sqrt2)));
  CHECK(fast == doctest::Approx(std::sqrt(2 + std::numbers::sqrt2)));
  // The slow mode, θ₂ = √2 θ₁, comes back after its period.
  const MechanicalSystem pendulum = system_of(MechanicalLaw::double_pendulum);
  const MotionState start{1e-3, std::numbers::sqrt2 * 1e-3, 0, 0};
  const MotionState back = state_after(pendulum, start, 2 * std::numbers::pi / slow, 2000);
  for (std::size_t i = 0; i < 4; ++i) CHECK(std::fabs(back[i] - start[i]) < 1e-8);
  CHECK(pendulum.energy({std::numbers::pi / 2, std::numbers::pi / 2, 0, 0}) == doctest::Approx(0));
  CHECK(equal.positions({0, 0, 0, 0})[3] == doctest::Approx(-2));
}

TEST_CASE("mechanics: a planet comes back after 2π a^(3/2), and its angular momentum stays") {
  const MechanicalSystem kepler = system_of(MechanicalLaw::kepler);
  const MotionState start{1, 0, 0, 0.8};
  const double a = -1 / (2 * kepler.energy(start));
  const MotionState back = state_after(kepler, start, 2 * std::numbers::pi * std::pow(a, 1.5), 4000);
  for (std::size_t i = 0; i < 4; ++i) CHECK(std::fabs(back[i] - start[i]) < 1e-7);
  const MotionState later = state_after(kepler, start, 2.3, 4000);
  CHECK(later[0] * later[3] - later[1] * later[2] == doctest::Approx(0.8));
}

TEST_CASE("mechanics: Hénon and Heiles' energy is 1/6 at the corner (0, 1) of the triangle, where nothing pulls") {
  const MechanicalSystem system = system_of(MechanicalLaw::henon_heiles);
  CHECK(system.energy({0, 1, 0, 0}) == doctest::Approx(1.0 / 6));
  for (const double slope : system.derivative({0, 1, 0, 0})) CHECK(slope == doctest::Approx(0));
}

TEST_CASE("mechanics: momenta lead back to velocities") {
  const MotionState at{0.5, -0.8, 0.3, 0.9};
  for (const MechanicalLaw law : {MechanicalLaw::double_pendulum, MechanicalLaw::kepler}) {
    const MechanicalSystem system = system_of(law);
    const MotionState back = system.from_canonical(system.canonical(at));
    for (std::size_t i = 0; i < 4; ++i) CHECK(back[i] == doctest::Approx(at[i]));
  }
  // p = v + v³ of a law that is not quadratic.
  const MechanicalSystem typed = system_of(MechanicalLaw::typed, "v^2/2 + v^4/4 - q^2/2");
  const MotionState qp = typed.canonical({0.3, 0.7, 0, 0});
  CHECK(qp[1] == doctest::Approx(0.7 + 0.343));
  CHECK(typed.from_canonical(qp)[1] == doctest::Approx(0.7));
}

TEST_CASE("mechanics: a typed pendulum is one, and nonsense is refused with a sentence") {
  const MechanicalSystem typed = system_of(MechanicalLaw::typed, "v^2/2 + 4 cos(q)");
  CHECK(typed.period() == doctest::Approx(std::numbers::pi));
  CHECK(typed.derivative({0.5, 0, 0, 0})[1] == doctest::Approx(-4 * std::sin(0.5)));
  CHECK_FALSE(MechanicalSystem::make(MechanicalLaw::typed, "v^2/2 + w").ok());
}
