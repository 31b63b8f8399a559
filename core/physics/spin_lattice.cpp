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
    : height_(height),
      width_(width),
      neighbours_(height, width),
      spins_(static_cast<std::size_t>(height) * static_cast<std::size_t>(width), 1) {
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

double SpinLattice::flip_energy(int site) const {
  int sum = 0;
  for (const int neighbour : neighbours_.of(site)) sum += spin(neighbour);
  return 2 * spin(site) * (sum + field_);
}

bool SpinLattice::propose(int site, double u) {
  int sum = 0;
  for (const int neighbour : neighbours_.of(site)) sum += spin(neighbour);
  const int s = spin(site);
  if (!(u < acceptance_[s > 0 ? 1 : 0][static_cast<std::size_t>((s * sum + 4) / 2)])) return false;
  set_spin(site, -s);
  return true;
}

void SpinLattice::metropolis_sweep(Rng& rng) {
  const auto acceptance = acceptance_;  // no store to a spin can change it
  for (const int colour : {0, 1}) {
    for (int row = 0; row < height_; ++row) {
      std::int8_t* here = spins_.data() + std::ptrdiff_t{row} * width_;
      const std::int8_t* above = spins_.data() + std::ptrdiff_t{row == 0 ? height_ - 1 : row - 1} * width_;
      const std::int8_t* below = spins_.data() + std::ptrdiff_t{row + 1 == height_ ? 0 : row + 1} * width_;
      const int width = width_, first = (row + colour) % 2;
      const auto update = [&](int column, int left, int right) {
        const int s = here[column];
        const int sum = above[column] + below[column] + here[left] + here[right];
        const double p = acceptance[s > 0 ? 1 : 0][static_cast<std::size_t>((s * sum + 4) / 2)];
        if (p >= 1 || draw_of(rng) < p) here[column] = static_cast<std::int8_t>(-s);
      };
      // The edges by themselves, so that nothing is asked between.
      if (first == 0) update(0, width - 1, 1);
      int column = first == 0 ? 2 : 1;
      for (; column + 1 < width; column += 2) update(column, column - 1, column + 1);
      if (column < width) update(column, column - 1, 0);
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

void SpinLattice::swendsen_wang(Rng& rng) {
  const int all = sites(), width = width_;
  parent_->resize(static_cast<std::size_t>(all));
  int* const parent = parent_->data();
  std::int8_t* const spins = spins_.data();
  for (int site = 0; site < all; ++site) parent[site] = site;
  // The lowest site of a cluster, the paths to it halved.
  const auto root_of = [parent](int site) {
    while (parent[site] != site) {
      parent[site] = parent[parent[site]];
      site = parent[site];
    }
    return site;
  };
  const double bond_probability = bond_probability_;
  const auto join = [&](int a, int b) {
    if (spins[a] != spins[b] || !(draw_of(rng) < bond_probability)) return;
    a = root_of(a);
    b = root_of(b);
    parent[std::max(a, b)] = std::min(a, b);
  };
  for (int row = 0; row < height_; ++row) {
    const int first = row * width, below = row + 1 == height_ ? -first : width;
    for (int column = 0; column < width; ++column) {
      const int site = first + column;
      join(site, column + 1 == width ? first : site + 1);
      join(site, site + below);
    }
  }
  std::vector<int>& sizes = *size_;
  if (field_ != 0) {
    sizes.assign(static_cast<std::size_t>(all), 0);
    for (int site = 0; site < all; ++site) ++sizes[static_cast<std::size_t>(root_of(site))];
  }
  // A root comes before the rest of its cluster: what a site hangs on hangs on a root already.
  for (int site = 0; site < all; ++site) {
    const int root = parent[site] = parent[parent[site]];
    if (root != site) {
      spins[site] = spins[root];
      continue;
    }
    double up = 0.5;
    if (field_ != 0)
      up = math::sigmoid(2 * field_ * static_cast<double>(sizes[static_cast<std::size_t>(site)]) / temperature_);
    spins[site] = draw_of(rng) < up ? 1 : -1;
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
