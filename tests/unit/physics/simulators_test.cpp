#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "core/physics/damped_pendulum.h"
#include "core/physics/epidemic.h"
#include "core/physics/ising_levels.h"

using namespace lectern;
using namespace lectern::physics;

TEST_CASE("A pendulum at small angles returns after 2π/ω, weaker by e^{−γt/2}") {
  for (const double damping : {0.0, 0.3, 1.0}) {
    const DampedPendulum pendulum{.length_m = 0.8, .damping_per_s = damping, .release_rad = 1e-3};
    const double omega = std::sqrt(kGravity_m_per_s2 / 0.8 - damping * damping / 4);
    const FirstReturn found = first_return(pendulum);
    CHECK(found.time_s == doctest::Approx(2 * std::numbers::pi / omega).epsilon(1e-6));
    CHECK(found.angle_rad == doctest::Approx(1e-3 * std::exp(-damping * found.time_s / 2)).epsilon(1e-6));
  }
}

TEST_CASE("A pendulum without friction swings as long as the arithmetic-geometric mean says, and comes back") {
  for (const double release : {0.5, 1.0472, 2.5}) {
    double a = 1, b = std::cos(release / 2);
    for (int i = 0; i < 8; ++i) {
      const double mean = (a + b) / 2;
      b = std::sqrt(a * b);
      a = mean;
    }
    const FirstReturn found = first_return({.length_m = 1.3, .damping_per_s = 0, .release_rad = release});
    CHECK(found.time_s == doctest::Approx(2 * std::numbers::pi * std::sqrt(1.3 / kGravity_m_per_s2) / a).epsilon(1e-6));
    CHECK(found.angle_rad == doctest::Approx(release).epsilon(1e-6));
    std::vector<double> angles;
    swing({.length_m = 1.3, .damping_per_s = 0, .release_rad = release}, found.time_s, 31, angles);
    REQUIRE(angles.size() == 31);
    CHECK(angles.front() == release);
    CHECK(angles.back() == doctest::Approx(release).epsilon(1e-4));
    CHECK(angles[15] == doctest::Approx(-release).epsilon(1e-3));
  }
}

TEST_CASE("An epidemic dies out at once with probability (γ/β) for each of those ill at first") {
  Rng rng(3);
  int died_out = 0;
  constexpr int kRuns = 1500;
  for (int run = 0; run < kRuns; ++run)
    if (run_epidemic({.infection_per_day = 0.4, .recovery_per_day = 0.2, .population = 400, .first_ill = 1}, rng)
            .final_share < 0.2)
      ++died_out;
  CHECK(died_out / double(kRuns) == doctest::Approx(0.5).epsilon(0.08));
}

TEST_CASE("A large epidemic follows the law of large populations at its peak and at its end") {
  Rng rng(5);
  std::vector<double> path;
  const EpidemicRecord found =
      run_epidemic({.infection_per_day = 0.6, .recovery_per_day = 0.2, .population = 20000, .first_ill = 100}, rng,
                   &path);
  CHECK(found.largest_share == doctest::Approx(largest_share_of_many(3)).epsilon(0.05));
  CHECK(largest_share_of_many(3) == doctest::Approx(1 - (1 + std::log(3.0)) / 3));
  CHECK(largest_share_of_many(0.8) == 0);
  // s∞ = e^{−R(1 − s∞)}
  CHECK(1 - found.final_share == doctest::Approx(std::exp(-3 * found.final_share)).epsilon(0.06));
  CHECK(path.front() == 100);
  CHECK(path[std::size_t(found.peak_day)] > 0.8 * 20000 * found.largest_share);
}

TEST_CASE("All states of sixteen spins are counted") {
  const IsingLevels levels;
  double states = 0;
  for (const auto& level : levels.levels()) {
    states += level.states;
    CHECK(levels.states(level.bonds, -level.magnetisation) == level.states);
  }
  CHECK(states == 65536);
  CHECK(levels.states(32, 16) == 1);
  CHECK(levels.states(24, 14) == 16);  // one spin turned
  CHECK(levels.states(20, 12) == 32);  // two neighbours turned
  CHECK(levels.states(-32, 0) == 2);   // chequerboards
  CHECK(levels.states(30, 16) == 0);
  CHECK(levels.log_partition(1e9, 0) == doctest::Approx(16 * std::log(2.0)));
  // ⟨B⟩ = ∂ log Z/∂(1/T) without a field.
  const double beta = 0.4, h = 1e-5;
  const double slope = (levels.log_partition(1 / (beta + h), 0) - levels.log_partition(1 / (beta - h), 0)) / (2 * h);
  CHECK(levels.mean_bonds(1 / beta, 0) == doctest::Approx(slope).epsilon(1e-6));
}
