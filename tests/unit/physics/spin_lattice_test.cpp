#include "core/physics/spin_lattice.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/running_moments.h"
#include "core/physics/ising.h"
#include "core/physics/ising_observables.h"

using namespace lectern;
using namespace lectern::physics;

namespace {

// Samples of a 4×4 lattice, far more apart than it remembers.
IsingEstimate sampled(SpinUpdate update, double temperature, double field, int samples) {
  SpinLattice lattice(4, 4);
  lattice.set_conditions(temperature, field);
  Rng rng(5);
  SpinSweeper sweeper;
  std::vector<double> energy, magnetisation;
  for (int i = -100; i < samples; ++i) {
    sweeper.sweep(lattice, update, rng);
    sweeper.sweep(lattice, update, rng);
    if (i < 0) continue;
    energy.push_back(lattice.energy());
    magnetisation.push_back(lattice.magnetisation());
  }
  return ising_observables(energy, magnetisation, lattice.sites(), temperature, 50);
}

void check_near(double value, double exact, double error) { CHECK(std::fabs(value - exact) < 4 * error + 1e-12); }

}  // namespace

TEST_CASE("all three updates agree with the sum over all 65536 states of 4×4 spins, with a field and without") {
  const IsingEnumeration all(4, 4);
  for (const SpinUpdate update : {SpinUpdate::metropolis, SpinUpdate::wolff, SpinUpdate::swendsen_wang}) {
    for (const double field : {0.0, 0.2}) {
      CAPTURE(static_cast<int>(update));
      CAPTURE(field);
      const IsingEstimate found = sampled(update, 2.4, field, 8000);
      const IsingObservables exact = all.at(2.4, field).mean;
      CHECK(found.error.energy < 0.02);
      check_near(found.value.energy, exact.energy, found.error.energy);
      check_near(found.value.magnetisation, exact.magnetisation, found.error.magnetisation);
      check_near(found.value.abs_magnetisation, exact.abs_magnetisation, found.error.abs_magnetisation);
      check_near(found.value.heat_capacity, exact.heat_capacity, found.error.heat_capacity);
      check_near(found.value.susceptibility, exact.susceptibility, found.error.susceptibility);
      check_near(found.value.binder_cumulant, exact.binder_cumulant, found.error.binder_cumulant);
    }
  }
}

TEST_CASE(
    "an odd lattice is swept rightly, too: its chequerboard has a seam, but spins are turned one after the other") {
  const IsingEnumeration all(3, 3);
  SpinLattice lattice(3, 3);
  lattice.set_conditions(2.5, 0.25);
  Rng rng(9);
  math::RunningMoments energy;
  for (int i = 0; i < 30000; ++i) {
    lattice.metropolis_sweep(rng);
    if (i % 3 == 0) energy.add(lattice.energy() / 9);
  }
  CHECK(energy.mean() == doctest::Approx(all.at(2.5, 0.25).mean.energy).epsilon(0.02));
}

TEST_CASE("at T = 2 a cluster update finds Onsager's energy and Yang's magnetisation on 48×48 spins") {
  for (const SpinUpdate update : {SpinUpdate::wolff, SpinUpdate::swendsen_wang}) {
    SpinLattice lattice(48, 48);
    lattice.set_conditions(2, 0);
    Rng rng(3);
    SpinSweeper sweeper;
    std::vector<double> energy, magnetisation;
    for (int i = -50; i < 500; ++i) {
      sweeper.sweep(lattice, update, rng);
      if (i < 0) continue;
      energy.push_back(lattice.energy());
      magnetisation.push_back(lattice.magnetisation());
    }
    const IsingEstimate found = ising_observables(energy, magnetisation, lattice.sites(), 2, 20);
    check_near(found.value.energy, onsager_energy(2), found.error.energy);
    check_near(found.value.abs_magnetisation, onsager_magnetisation(2), found.error.abs_magnetisation);
    CHECK(found.error.abs_magnetisation < 0.002);
  }
}

TEST_CASE("bonds, magnetisation and the cost of a turned spin by hand") {
  SpinLattice lattice(3, 4);
  lattice.set_conditions(2, 0.5);
  CHECK(lattice.bonds() == 24);
  CHECK(lattice.energy() == -24 - 0.5 * 12);
  CHECK(lattice.flip_energy(0) == 2 * (4 + 0.5));
  const double before = lattice.energy();
  CHECK_FALSE(lattice.propose(5, std::exp(-4.5) + 1e-9));
  CHECK(lattice.propose(5, std::exp(-4.5) - 1e-9));
  CHECK(lattice.spin(5) == -1);
  CHECK(lattice.bonds() == 16);
  CHECK(lattice.energy() == before + 9);
  CHECK(lattice.propose(5, 0.999));  // back is downhill
}

TEST_CASE("with every bond closed a cluster is all that is alike, with every bond open it is one spin") {
  SpinLattice lattice(5, 6);
  for (int row = 0; row < 5; ++row) lattice.set_spin(row * 6 + 2, -1);
  lattice.set_conditions(0.01, 0);
  CHECK(lattice.turn_cluster(2, [] { return 0.5; }).size() == 5);
  CHECK(lattice.magnetisation() == 30);
  lattice.set_conditions(1e9, 0);
  CHECK(lattice.turn_cluster(7, [] { return 0.5; }).size() == 1);
  CHECK(lattice.magnetisation() == 28);
}

TEST_CASE("a sweep of clusters turns about as many spins as there are") {
  SpinLattice lattice(32, 32);
  lattice.set_conditions(2.6, 0);
  Rng rng(1);
  lattice.randomise(rng);
  SpinSweeper sweeper;
  CHECK(sweeper.mean_cluster() == 0);
  for (int i = 0; i < 200; ++i) sweeper.sweep(lattice, SpinUpdate::wolff, rng);
  CHECK(sweeper.mean_cluster() > 5);
  CHECK(sweeper.mean_cluster() < 500);
  sweeper.forget();
  CHECK(sweeper.mean_cluster() == 0);
}

TEST_CASE("a disc reaches across the edges") {
  SpinLattice lattice(6, 8);
  lattice.set_disc(0.5, 0.5, 1, -1);
  CHECK(lattice.magnetisation() == 48 - 2 * 5);
  CHECK(lattice.spin(7) == -1);
  CHECK(lattice.spin(5 * 8) == -1);
  CHECK(lattice.spin(9) == 1);
}
