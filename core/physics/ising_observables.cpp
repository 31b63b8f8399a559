#include "core/physics/ising_observables.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

// Sums over samples, from which every observable follows; those of a block can be taken out again.
struct Moments {
  double n = 0, e = 0, ee = 0, m = 0, abs_m = 0, mm = 0, mmmm = 0;

  void add(double energy, double magnetisation, double weight = 1) {
    const double square = magnetisation * magnetisation;
    n += weight;
    e += weight * energy;
    ee += weight * energy * energy;
    m += weight * magnetisation;
    abs_m += weight * std::fabs(magnetisation);
    mm += weight * square;
    mmmm += weight * square * square;
  }
  Moments without(const Moments& part) const {
    return {n - part.n, e - part.e, ee - part.ee, m - part.m, abs_m - part.abs_m, mm - part.mm, mmmm - part.mmmm};
  }
  // energy_origin  what was taken off every energy
  IsingObservables observables(double sites, double temperature, double energy_origin) const {
    const double mean_e = e / n, mean_abs = abs_m / n, mean_mm = mm / n;
    IsingObservables o;
    o.energy = (energy_origin + mean_e) / sites;
    o.magnetisation = m / n / sites;
    o.abs_magnetisation = mean_abs / sites;
    o.heat_capacity = std::max(ee / n - mean_e * mean_e, 0.0) / (sites * temperature * temperature);
    o.susceptibility = std::max(mean_mm - mean_abs * mean_abs, 0.0) / (sites * temperature);
    o.susceptibility_disordered = mean_mm / (sites * temperature);
    o.binder_cumulant = mean_mm > 0 ? 1 - mmmm / n / (3 * mean_mm * mean_mm) : 0;
    return o;
  }
};

constexpr std::array kMembers{
    &IsingObservables::energy,         &IsingObservables::magnetisation,  &IsingObservables::abs_magnetisation,
    &IsingObservables::heat_capacity,  &IsingObservables::susceptibility, &IsingObservables::susceptibility_disordered,
    &IsingObservables::binder_cumulant};

struct EllipticIntegrals {
  double K, E;
};
// Of modulus k, given its complement √(1 − k²) > 0, by the arithmetic-geometric mean.
// E = K (1 − Σ_n 2^{n−1} c_n²),   c_0 = k, c_{n+1} = (a_n − b_n)/2
EllipticIntegrals elliptic_integrals(double complement) {
  double a = 1, b = complement, factor = 0.5, sum = factor * (1 - complement * complement);
  for (int i = 0; i < 40 && std::fabs(a - b) > 1e-16 * a; ++i) {
    const double c = (a - b) / 2, mean = (a + b) / 2;
    b = std::sqrt(a * b);
    a = mean;
    factor *= 2;
    sum += factor * c * c;
  }
  const double K = std::numbers::pi / (2 * a);
  return {K, K * (1 - sum)};
}

}  // namespace

IsingEstimate ising_observables(std::span<const double> energy, std::span<const double> magnetisation, int sites,
                                double temperature, int blocks) {
  const std::size_t n = energy.size();
  const std::size_t width = blocks >= 2 ? n / static_cast<std::size_t>(blocks) : 0;
  const double origin = energy[0];  // keeps the difference of squares exact
  Moments all;
  for (std::size_t i = 0; i < n; ++i) all.add(energy[i] - origin, magnetisation[i]);
  const double N = sites;
  IsingEstimate result;
  result.value = all.observables(N, temperature, origin);
  if (width == 0) {
    for (const auto member : kMembers) result.error.*member = std::numeric_limits<double>::quiet_NaN();
    return result;
  }
  // Two runs over the blocks: the means of the θ_b, then their spread.
  IsingObservables mean, spread;
  for (const bool is_second : {false, true}) {
    for (std::size_t b = 0; b < static_cast<std::size_t>(blocks); ++b) {
      Moments block;
      for (std::size_t i = b * width; i < (b + 1) * width; ++i) block.add(energy[i] - origin, magnetisation[i]);
      const IsingObservables rest = all.without(block).observables(N, temperature, origin);
      for (const auto member : kMembers) {
        const double d = rest.*member - mean.*member;
        if (is_second)
          spread.*member += d * d;
        else
          spread.*member += rest.*member / blocks;
      }
    }
    if (!is_second) std::swap(mean, spread);
    if (!is_second) spread = {};
  }
  for (const auto member : kMembers) result.error.*member = std::sqrt((blocks - 1.0) / blocks * (spread.*member));
  return result;
}

IsingEnumeration::IsingEnumeration(int height, int width)
    : sites_(height * width), states_(static_cast<std::size_t>((4 * sites_ + 1) * (sites_ + 1)), 0) {
  // Σ s s = bonds − 2 · (pairs that differ); rows and columns shifted by one are compared as words.
  const std::uint32_t states = std::uint32_t{1} << sites_;
  const std::uint32_t row_mask = (std::uint32_t{1} << width) - 1;
  for (std::uint32_t state = 0; state < states; ++state) {
    int differing = 0;
    for (int row = 0; row < height; ++row) {
      const std::uint32_t here = state >> (row * width) & row_mask;
      const std::uint32_t below = state >> ((row + 1) % height * width) & row_mask;
      const std::uint32_t turned = (here >> 1 | here << (width - 1)) & row_mask;
      differing += std::popcount(here ^ below) + std::popcount(here ^ turned);
    }
    const int energy = -(2 * sites_ - 2 * differing);  // from −2N to 2N
    states_[static_cast<std::size_t>((energy + 2 * sites_) * (sites_ + 1) + std::popcount(state))] += 1;
  }
}

IsingEnumeration::Averages IsingEnumeration::at(double temperature, double field) const {
  const auto for_each = [&](auto&& what) {
    for (int level = 0; level <= 4 * sites_; ++level)
      for (int up = 0; up <= sites_; ++up) {
        const double count = states_[static_cast<std::size_t>(level * (sites_ + 1) + up)];
        if (count > 0) {
          const double m = 2 * up - sites_;
          what(count, level - 2 * sites_ - field * m, m);
        }
      }
  };
  double least = std::numeric_limits<double>::infinity();
  for_each([&](double, double energy, double) { least = std::min(least, energy); });
  Moments moments;
  for_each([&](double count, double energy, double m) {
    moments.add(energy - least, m, count * math::exp(-(energy - least) / temperature));
  });
  Averages result;
  result.log_partition = math::log(moments.n) - least / temperature;
  result.mean = moments.observables(sites_, temperature, least);
  result.magnetisation_squared = moments.mm / moments.n / (static_cast<double>(sites_) * sites_);
  return result;
}

std::vector<IsingEnumeration::Level> IsingEnumeration::bond_energies() const {
  std::vector<Level> levels;
  for (int level = 0; level <= 4 * sites_; ++level) {
    double count = 0;
    for (int up = 0; up <= sites_; ++up) count += states_[static_cast<std::size_t>(level * (sites_ + 1) + up)];
    if (count > 0) levels.push_back({level - 2 * sites_, count});
  }
  return levels;
}

double onsager_heat_capacity(double temperature) {
  const double K = 1 / temperature, tangent = math::tanh(2 * K), square = tangent * tangent;
  const double factor = 2 * square - 1;
  if (factor == 0) return std::numeric_limits<double>::infinity();
  const EllipticIntegrals integrals = elliptic_integrals(std::fabs(factor));
  const double scale = K / tangent;
  return 4 / std::numbers::pi * scale * scale *
         (integrals.K - integrals.E - (1 - square) * (std::numbers::pi / 2 + factor * integrals.K));
}

double onsager_free_energy(double temperature) {
  constexpr int kPoints = 2048;
  const double K2 = 2 / temperature, tangent = math::tanh(K2);
  // sech² = 1 − tanh² and κ² = 4 tanh² sech²: no overflow at low temperatures.
  const double fall = math::exp(-2 * K2), sech = 2 * math::exp(-K2) / (1 + fall);
  const double modulus = 4 * tangent * tangent * sech * sech;
  double sum = 0;
  for (int i = 0; i < kPoints; ++i) {
    const double sine = math::sin(std::numbers::pi * (i + 0.5) / kPoints);
    sum += math::log(0.5 * (1 + std::sqrt(std::max(1 - modulus * sine * sine, 0.0))));
  }
  const double log_two_cosh = K2 + math::log1p(fall);
  return -temperature * (log_two_cosh + 0.5 * sum / kPoints);
}

}  // namespace lectern::physics
