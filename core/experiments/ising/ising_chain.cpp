#include "core/experiments/ising/ising_chain.h"

#include <algorithm>
#include <cmath>

#include "core/lab/planar_grid.h"

namespace lectern::ising {
namespace {

constexpr int kMostLags = 1000, kLeastShownLags = 20;
constexpr int kMostShown = 256;                     // cells a side
constexpr double kLongChain = 50, kLongBlock = 10;  // τ
constexpr int kLeastBlocks = 4, kMostBlocks = 40;

}  // namespace

void paint(physics::SpinLattice& lattice, double x, double y, double radius, BrushSpin brush) {
  const bool turns_down = brush == BrushSpin::down || (brush == BrushSpin::against && lattice.magnetisation() >= 0);
  lattice.set_disc(x, y, radius, turns_down ? -1 : 1);
}

IsingChain::IsingChain(int side, bool starts_random, std::size_t window, const Rng& rng)
    : lattice_(side, side), rng_(rng.split("sweeps")), window_(window) {
  if (!starts_random) return;
  Rng start = rng.split("start");
  lattice_.randomise(start);
}

void IsingChain::begin_record() {
  sweeper_.forget();
  recorded_ = 0;
  next_measure_ = 16;
  energy_.clear();
  magnetisation_.clear();
  measured_.samples = 0;
  measured_.rho.clear();
  measured_.rho_energy.clear();
}

void IsingChain::sweep(double temperature, double field, physics::SpinUpdate update) {
  if (temperature != lattice_.temperature() || field != lattice_.field() || update != update_ || recorded_ == 0) {
    lattice_.set_conditions(temperature, field);
    update_ = update;
    begin_record();
  }
  sweeper_.sweep(lattice_, update, rng_);
  const double magnetisation = lattice_.magnetisation(), energy = -lattice_.bonds() - field * magnetisation;
  if (energy_.size() < window_) {
    energy_.push_back(energy);
    magnetisation_.push_back(magnetisation);
  } else {
    const std::size_t at = recorded_ % window_;
    energy_[at] = energy;
    magnetisation_[at] = magnetisation;
  }
  ++recorded_;
  if (recorded_ >= next_measure_) measure();
}

void IsingChain::paint(double x, double y, double radius, BrushSpin brush) {
  ising::paint(lattice_, x, y, radius, brush);
  begin_record();
}

void IsingChain::measure() {
  const std::uint64_t kept = energy_.size();
  next_measure_ = recorded_ + std::max<std::uint64_t>(16, kept / 20);
  // The first fifth is not yet in equilibrium.
  const std::uint64_t first = std::max(recorded_ / 5, recorded_ - kept), n = recorded_ - first;
  Room& room = *room_;
  room.energy.resize(n);
  room.magnetisation.resize(n);
  room.size.resize(n);
  for (std::uint64_t k = 0; k < n; ++k) {
    const std::size_t at = (first + k) % window_;
    room.energy[k] = energy_[at];
    room.magnetisation[k] = magnetisation_[at];
    room.size[k] = std::fabs(magnetisation_[at]);
  }
  const int lags = std::clamp(static_cast<int>(n / 4), 1, kMostLags);
  const auto remembers = [&](const std::vector<double>& x, double& tau, std::vector<float>& rho) {
    metrics::autocorrelation({x.data(), 1, static_cast<std::ptrdiff_t>(n)}, {.most_lags = lags}, room.memory);
    rho.clear();
    if (!(room.memory.variance > 0)) {  // nothing ever changed
      tau = 0.5;
      return true;
    }
    // Beyond the window there is noise: of it not more is shown than of the rest.
    const int shown = std::min(lags, std::max(2 * room.memory.window, kLeastShownLags));
    rho.assign(room.memory.rho.begin(), room.memory.rho.begin() + shown + 1);
    tau = std::max(room.memory.tau, 0.5);
    return room.memory.window_found && static_cast<double>(n) >= kLongChain * tau;
  };
  const bool size_known = remembers(room.size, measured_.tau, measured_.rho);
  const bool energy_known = remembers(room.energy, measured_.tau_energy, measured_.rho_energy);
  const double tau = std::max(measured_.tau, measured_.tau_energy);
  const int blocks =
      std::clamp(static_cast<int>(static_cast<double>(n) / (kLongBlock * tau)), kLeastBlocks, kMostBlocks);
  measured_.samples = n;
  measured_.is_long = size_known && energy_known;
  measured_.of =
      physics::ising_observables(room.energy, room.magnetisation, lattice_.sites(), lattice_.temperature(), blocks);
  // Of means: √(2τ C(0)/n).
  const physics::IsingObservables& value = measured_.of.value;
  const double T = lattice_.temperature(), samples = static_cast<double>(n);
  const double variance_e = value.heat_capacity * T * T / lattice_.sites();
  const double variance_m = value.susceptibility * T / lattice_.sites();
  measured_.of.error.energy = std::sqrt(2 * measured_.tau_energy * variance_e / samples);
  measured_.of.error.abs_magnetisation = std::sqrt(2 * measured_.tau * variance_m / samples);
}

void describe_lattice(Plane& plane, const physics::SpinLattice& lattice, std::vector<float>& room) {
  const int side = lattice.height(), block = (side + kMostShown - 1) / kMostShown, blocks = side / block;
  // Planes smooth between the centres of cells: several cells a spin keep its edges sharp.
  const int repeats = std::max(kMostShown / blocks, 1), cells = blocks * repeats;
  const Range range{0, static_cast<double>(side)};
  plane.equal_axes({.label = "column [sites]", .range = range}, {.label = "row [sites]", .range = range});
  room.resize(static_cast<std::size_t>(cells) * static_cast<std::size_t>(cells));
  for (int row = 0; row < blocks; ++row)
    for (int column = 0; column < blocks; ++column) {
      int sum = 0;
      for (int i = 0; i < block; ++i)
        for (int j = 0; j < block; ++j) sum += lattice.spin((row * block + i) * side + column * block + j);
      const float mean = static_cast<float>(sum) / static_cast<float>(block * block);
      for (int i = 0; i < repeats; ++i)
        std::fill_n(room.begin() + (std::ptrdiff_t{row} * repeats + i) * cells + std::ptrdiff_t{column} * repeats,
                    repeats, mean);
    }
  const double edge = static_cast<double>(blocks * block);
  plane.field("spin s", {cells, cells, {0, edge}, {0, edge}}, room, {.color = {-1, 1}, .map = ColorMap::diverging});
}

}  // namespace lectern::ising
