#include "core/physics/ising_observables.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/physics/ising.h"

using namespace lectern::physics;

TEST_CASE("observables of four samples by hand, and their jackknife with two blocks") {
  const std::vector<double> energy{-8, -8, 0, 0}, magnetisation{4, -4, 0, 0};
  const IsingEstimate found = ising_observables(energy, magnetisation, 4, 2, 2);
  CHECK(found.value.energy == -1);
  CHECK(found.value.magnetisation == 0);
  CHECK(found.value.abs_magnetisation == 0.5);
  CHECK(found.value.heat_capacity == 1);                           // 16/(4·4)
  CHECK(found.value.susceptibility == 0.5);                        // (8 − 4)/(4·2)
  CHECK(found.value.binder_cumulant == doctest::Approx(1.0 / 3));  // 1 − 128/(3·64)
  CHECK(found.error.energy == 1);                                  // θ_b = 0 and −2
  CHECK(std::isnan(ising_observables({energy.data(), 1}, {magnetisation.data(), 1}, 4, 2, 2).error.energy));
}

TEST_CASE("the sum over all states of 2×2 and 3×3 spins: the numbers of states, and high and low temperatures") {
  const IsingEnumeration all(3, 3);
  double states = 0;
  for (const auto& level : all.bond_energies()) states += level.states;
  CHECK(states == 512);
  CHECK(all.at(1e9, 0).mean.energy == doctest::Approx(-2.0 / 1e9 * 9 / 9).epsilon(1e-3));
  CHECK(all.at(1e9, 0).log_partition == doctest::Approx(9 * std::log(2)));
  CHECK(all.at(0.1, 0).mean.abs_magnetisation == doctest::Approx(1));
  CHECK(all.at(0.1, 0.1).mean.magnetisation > 0.99);
  // 2×2: Z = 2 e^{8/T} + 12 + 2 e^{−8/T}
  const double K = 1 / 2.5;
  CHECK(IsingEnumeration(2, 2).at(2.5, 0).log_partition ==
        doctest::Approx(std::log(2 * std::exp(8 * K) + 12 + 2 * std::exp(-8 * K))));
}

TEST_CASE("Onsager's heat capacity is the slope of his energy, and his energy that of the free energy over T") {
  CHECK(onsager_heat_capacity(kIsingCriticalTemperature) > 10);
  constexpr double d = 1e-4;
  for (const double T : {0.8, 1.5, 2.0, 2.2, 2.35, 3.0, 6.0}) {
    CAPTURE(T);
    CHECK(onsager_heat_capacity(T) ==
          doctest::Approx((onsager_energy(T + d) - onsager_energy(T - d)) / (2 * d)).epsilon(1e-5));
    // u = −T² ∂(f/T)/∂T
    const double slope = (onsager_free_energy(T + d) / (T + d) - onsager_free_energy(T - d) / (T - d)) / (2 * d);
    CHECK(-T * T * slope == doctest::Approx(onsager_energy(T)).epsilon(1e-6));
  }
}
