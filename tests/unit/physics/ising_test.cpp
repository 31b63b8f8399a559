#include "core/physics/ising.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "core/math/philox.h"
#include "core/math/running_moments.h"

using namespace lectern;
using namespace lectern::physics;

namespace {

std::array<double, IsingLattices::kLattices> all_at(double T) {
  std::array<double, IsingLattices::kLattices> temperatures;
  temperatures.fill(T);
  return temperatures;
}

}  // namespace

TEST_CASE("Onsager's energy at known temperatures, and the magnetisation is 0 from the critical temperature on") {
  CHECK(onsager_energy(kIsingCriticalTemperature) == doctest::Approx(-std::sqrt(2.0)));
  CHECK(onsager_energy(2) == doctest::Approx(-1.7455645751));
  CHECK(onsager_energy(1e-3 + 0.5) == doctest::Approx(-2).epsilon(1e-5));
  CHECK(onsager_energy(1000) == doctest::Approx(-2 * std::tanh(1 / 1000.0)).epsilon(1e-5));
  CHECK(onsager_magnetisation(2) == doctest::Approx(0.9113193));
  CHECK(onsager_magnetisation(kIsingCriticalTemperature) == 0);
  CHECK(onsager_magnetisation(3) == 0);
}

TEST_CASE("At T = 2 energy and magnetisation agree with Onsager within three standard errors") {
  IsingLattices lattices(40, all_at(2), Rng(11));
  lattices.sweep(500);
  std::array<math::RunningMoments, 2> means;  // of the lattices
  constexpr int kRounds = 100;
  std::array<double, IsingLattices::kLattices> energy{}, size{};
  for (int k = 0; k < kRounds; ++k) {
    lattices.sweep(20);
    for (int r = 0; r < IsingLattices::kLattices; ++r) {
      energy[static_cast<std::size_t>(r)] += lattices.energy(r) / 1600.0 / kRounds;
      size[static_cast<std::size_t>(r)] += std::abs(lattices.magnetisation(r)) / 1600.0 / kRounds;
    }
  }
  for (std::size_t r = 0; r < energy.size(); ++r) {
    means[0].add(energy[r]);
    means[1].add(size[r]);
  }
  const double exact[2] = {onsager_energy(2), onsager_magnetisation(2)};
  for (std::size_t k = 0; k < 2; ++k) {
    const double error = means[k].standard_error();
    CHECK(error < 0.002);
    CHECK(std::fabs(means[k].mean() - exact[k]) < 3 * error);
  }
}

TEST_CASE("A small lattice has the mean energy of all its states by Boltzmann's weights") {
  constexpr double T = 3;
  constexpr int kSide = 4, kSites = 16;
  double weights = 0, expected = 0;
  for (int state = 0; state < 1 << kSites; ++state) {
    const auto spin = [state](int row, int column) {
      return (state >> (row % kSide * kSide + column % kSide) & 1) * 2 - 1;
    };
    int energy = 0;
    for (int i = 0; i < kSites; ++i)
      energy -= spin(i / kSide, i % kSide) * (spin(i / kSide + 1, i % kSide) + spin(i / kSide, i % kSide + 1));
    const double weight = std::exp(-energy / T);
    weights += weight;
    expected += weight * energy;
  }
  expected /= weights;
  IsingLattices lattices(kSide, all_at(T), Rng(5));
  math::RunningMoments means;
  std::array<double, IsingLattices::kLattices> energy{};
  constexpr int kRounds = 5000;
  for (int k = 0; k < kRounds; ++k) {
    lattices.sweep();
    for (int r = 0; r < IsingLattices::kLattices; ++r)
      energy[static_cast<std::size_t>(r)] += static_cast<double>(lattices.energy(r)) / kRounds;
  }
  for (const double mean : energy) means.add(mean);
  CHECK(means.standard_error() < 0.1);
  CHECK(std::fabs(means.mean() - expected) < 3 * means.standard_error());
}

TEST_CASE("Ising lattices keep their own temperatures, and equal seeds give equal spins") {
  std::array<double, IsingLattices::kLattices> temperatures;
  for (std::size_t k = 0; k < temperatures.size(); ++k) temperatures[k] = 0.25 * (1 + static_cast<double>(k));
  IsingLattices a(6, temperatures, Rng(3)), b(6, temperatures, Rng(3)), c(6, temperatures, Rng(4));
  for (IsingLattices* lattices : {&a, &b, &c}) lattices->sweep(50);
  bool same = true, other = false;
  for (int r = 0; r < IsingLattices::kLattices; ++r)
    for (int site = 0; site < a.sites(); ++site) {
      same = same && a.spin(r, site) == b.spin(r, site);
      other = other || a.spin(r, site) != c.spin(r, site);
    }
  CHECK(same);
  CHECK(other);
  CHECK(std::abs(a.magnetisation(0)) == 36);  // T = 0.25
  CHECK(a.energy(0) == -72);
  std::array<std::int8_t, 36> spins;
  a.copy_spins(3, true, spins.data());
  for (int site = 0; site < 36; ++site) CHECK(spins[static_cast<std::size_t>(site)] == -a.spin(3, site));
}

TEST_CASE("Philox gives the published numbers") {
  using Block = std::array<std::uint32_t, 4>;
  CHECK(math::philox({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
}
