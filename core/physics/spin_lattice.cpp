#include "core/physics/spin_lattice.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

// After so many sweeps what is known of clusters is halved: from a random start they grow.
constexpr std::int64_t kRememberedSweeps = 32;

double draw_of(Rng& rng) { return rng.next_u32() * 0x1p-32; }

}  // namespace

SpinLattice::SpinLattice(int height, int width)
    : height_(height), width_(width), spins_(static_cast<std::size_t>(height) * static_cast<std::size_t>(width), 1) {
  set_conditions(1, 0);
}

void SpinLattice::set_conditions(double temperature, double field) {
  temperature_ = temperature;
  field_ = field;
  bond_probability_ = -math::expm1(-2 / temperature);
  for (const int up : {0, 1})
    for (int k = 0; k < 5; ++k) {
      const double spin = up == 1 ? 1 : -1;
      const double cost = 2 * (2 * k - 4 + spin * field);
      acceptance_[static_cast<std::size_t>(up)][static_cast<std::size_t>(k)] =
          cost <= 0 ? 1 : math::exp(-cost / temperature);
    }
}

void SpinLattice::set_all(int spin) { spins_.assign(spins_.size(), static_cast<std::int8_t>(spin)); }

void SpinLattice::randomise(Rng& rng) {
  for (std::int8_t& s : spins_) s = rng.below(2) == 1 ? 1 : -1;
}

void SpinLattice::set_disc(double x, double y, double radius, int spin) {
  const auto apart = [](double a, double b, int period) {
    const double d = std::fabs(a - b);
    return std::min(d, std::fabs(period - d));
  };
  for (int row = 0; row < height_; ++row) {
    const double dy = apart(row + 0.5, y, height_);
    for (int column = 0; column < width_; ++column) {
      const double dx = apart(column + 0.5, x, width_);
      if (dx * dx + dy * dy <= radius * radius) set_spin(row * width_ + column, spin);
    }
  }
}

int SpinLattice::magnetisation() const {
  int sum = 0;
  for (const std::int8_t s : spins_) sum += s;
  return sum;
}

int SpinLattice::bonds() const {
  int sum = 0;
  for (int row = 0; row < height_; ++row) {
    const std::int8_t* here = spins_.data() + std::ptrdiff_t{row} * width_;
    const std::int8_t* below = spins_.data() + std::ptrdiff_t{row + 1 == height_ ? 0 : row + 1} * width_;
    for (int column = 0; column + 1 < width_; ++column) sum += here[column] * (here[column + 1] + below[column]);
    sum += here[width_ - 1] * (here[0] + below[width_ - 1]);
  }
  return sum;
}

std::array<int, 4> SpinLattice::neighbours(int site) const {
  const int row = site / width_, column = site - row * width_, all = sites();
  return {row == 0 ? site + all - width_ : site - width_, column + 1 == width_ ? site - column : site + 1,
          row + 1 == height_ ? site - all + width_ : site + width_, column == 0 ? site + width_ - 1 : site - 1};
}

double SpinLattice::flip_energy(int site) const {
  int sum = 0;
  for (const int neighbour : neighbours(site)) sum += spin(neighbour);
  return 2 * spin(site) * (sum + field_);
}

bool SpinLattice::propose(int site, double u) {
  int sum = 0;
  for (const int neighbour : neighbours(site)) sum += spin(neighbour);
  const int s = spin(site);
  if (!(u < acceptance_[s > 0 ? 1 : 0][static_cast<std::size_t>((s * sum + 4) / 2)])) return false;
  set_spin(site, -s);
  return true;
}

void SpinLattice::metropolis_sweep(Rng& rng) {
  for (const int colour : {0, 1}) {
    for (int row = 0; row < height_; ++row) {
      std::int8_t* here = spins_.data() + std::ptrdiff_t{row} * width_;
      const std::int8_t* above = spins_.data() + std::ptrdiff_t{row == 0 ? height_ - 1 : row - 1} * width_;
      const std::int8_t* below = spins_.data() + std::ptrdiff_t{row + 1 == height_ ? 0 : row + 1} * width_;
      for (int column = (row + colour) % 2; column < width_; column += 2) {
        const int s = here[column];
        const int sum = above[column] + below[column] + here[column == 0 ? width_ - 1 : column - 1] +
                        here[column + 1 == width_ ? 0 : column + 1];
        const double p = acceptance_[s > 0 ? 1 : 0][static_cast<std::size_t>((s * sum + 4) / 2)];
        if (p >= 1 || draw_of(rng) < p) here[column] = static_cast<std::int8_t>(-s);
      }
    }
  }
}

int SpinLattice::wolff(Rng& rng) {
  const auto start = static_cast<int>(rng.below(static_cast<std::uint32_t>(sites())));
  const int spin_before = spin(start);
  const std::span<const int> cluster = turn_cluster(start, [&] { return draw_of(rng); });
  const double cost = 2 * field_ * spin_before * static_cast<double>(cluster.size());
  if (cost > 0 && !(draw_of(rng) < math::exp(-cost / temperature_)))
    for (const int site : cluster) set_spin(site, spin_before);
  return static_cast<int>(cluster.size());
}

// The lowest site of a cluster, the paths to it halved.
int SpinLattice::root_of(int site) {
  int* parent = parent_->data();
  while (parent[site] != site) {
    parent[site] = parent[parent[site]];
    site = parent[site];
  }
  return site;
}

void SpinLattice::swendsen_wang(Rng& rng) {
  const int all = sites();
  parent_->resize(static_cast<std::size_t>(all));
  for (int site = 0; site < all; ++site) (*parent_)[static_cast<std::size_t>(site)] = site;
  const auto join = [&](int a, int b) {
    if (spin(a) != spin(b) || !(draw_of(rng) < bond_probability_)) return;
    a = root_of(a);
    b = root_of(b);
    (*parent_)[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
  };
  for (int row = 0; row < height_; ++row) {
    const int first = row * width_, below = row + 1 == height_ ? -first : width_;
    for (int column = 0; column < width_; ++column) {
      const int site = first + column;
      join(site, column + 1 == width_ ? first : site + 1);
      join(site, site + below);
    }
  }
  std::vector<int>& sizes = *size_;
  if (field_ != 0) {
    sizes.assign(static_cast<std::size_t>(all), 0);
    for (int site = 0; site < all; ++site) ++sizes[static_cast<std::size_t>(root_of(site))];
  }
  // A root comes before the rest of its cluster.
  for (int site = 0; site < all; ++site) {
    const int root = root_of(site);
    if (root != site) {
      set_spin(site, spin(root));
      continue;
    }
    double up = 0.5;
    if (field_ != 0)
      up = math::sigmoid(2 * field_ * static_cast<double>(sizes[static_cast<std::size_t>(site)]) / temperature_);
    set_spin(site, draw_of(rng) < up ? 1 : -1);
  }
}

double SpinSweeper::mean_cluster() const {
  return clusters_ > 0 ? static_cast<double>(turned_) / static_cast<double>(clusters_) : 0;
}

void SpinSweeper::sweep(SpinLattice& lattice, SpinUpdate update, Rng& rng) {
  if (update == SpinUpdate::metropolis) return lattice.metropolis_sweep(rng);
  if (update == SpinUpdate::swendsen_wang) return lattice.swendsen_wang(rng);
  const std::int64_t sites = lattice.sites();
  const std::int64_t planned =
      clusters_ > 0 ? std::max<std::int64_t>((sites * clusters_ + turned_ / 2) / turned_, 1) : 1;
  std::int64_t turned = 0;
  for (std::int64_t cluster = 0; cluster < planned && turned < 4 * sites; ++cluster) {
    turned += lattice.wolff(rng);
    ++clusters_;
  }
  turned_ += turned;
  if (turned_ > kRememberedSweeps * sites && clusters_ > 1) {
    turned_ /= 2;
    clusters_ /= 2;
  }
}

}  // namespace lectern::physics
