#include "core/physics/spin_lattice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

// After so many sweeps what is known of clusters is halved: from a random start they grow.
constexpr std::int64_t kRememberedSweeps = 32;

double draw_of(Rng& rng) { return rng.next_u32() * 0x1p-32; }

// draw_of() < p for words below this.
std::uint64_t limit_of(double p) { return static_cast<std::uint64_t>(std::ceil(std::min(p, 1.0) * 0x1p32)); }

// The words of a generator, many at a time. In the end it stands behind those that were taken.
class WordsAhead {
 public:
  explicit WordsAhead(Rng& rng) : rng_(rng), source_(rng) {}
  WordsAhead(const WordsAhead&) = delete;
  WordsAhead& operator=(const WordsAhead&) = delete;
  ~WordsAhead() { rng_.skip(taken_ + at_); }

  // At least `count` words, until the next call.
  const std::uint32_t* next(std::size_t count) {
    if (at_ + count > words_.size()) {
      taken_ += at_;
      words_.erase(words_.begin(), words_.begin() + static_cast<std::ptrdiff_t>(at_));
      at_ = 0;
      const std::size_t kept = words_.size();
      words_.resize(kept + (2 * count - kept + 3) / 4 * 4);
      source_.fill_words(std::span(words_).subspan(kept));
    }
    return words_.data() + at_;
  }
  // Those before this place have been used.
  void take(const std::uint32_t* end) { at_ = static_cast<std::size_t>(end - words_.data()); }

 private:
  Rng& rng_;
  Rng source_;
  std::vector<std::uint32_t> words_;
  std::size_t at_ = 0;
  std::uint64_t taken_ = 0;
};

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
  // A certain turn asks for no word.
  constexpr int kCertain = 40;
  std::array<std::uint64_t, 10> limits;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const double p = acceptance_[i / 5][i % 5];
    limits[i] = p >= 1 ? std::uint64_t{1} << kCertain : limit_of(p);
  }
  WordsAhead words(rng);
  const int width = width_;
  for (const int colour : {0, 1}) {
    for (int row = 0; row < height_; ++row) {
      std::int8_t* here = spins_.data() + std::ptrdiff_t{row} * width;
      const std::int8_t* above = spins_.data() + std::ptrdiff_t{row == 0 ? height_ - 1 : row - 1} * width;
      const std::int8_t* below = spins_.data() + std::ptrdiff_t{row + 1 == height_ ? 0 : row + 1} * width;
      const std::uint32_t* word = words.next(static_cast<std::size_t>(width / 2 + 1));
      // Without a branch, which chance would make hard to foresee.
      const auto update = [&](int column, int left, int right) {
        const int s = here[column];
        const int sum = above[column] + below[column] + here[left] + here[right];
        const std::uint64_t limit = limits[static_cast<std::size_t>((s * sum + 4 + 5 * (s + 1)) >> 1)];
        const bool turns = *word < limit;
        word += 1 - (limit >> kCertain);
        here[column] = static_cast<std::int8_t>(turns ? -s : s);
      };
      // The edges by themselves, so that nothing is asked between.
      const int first = (row + colour) % 2;
      if (first == 0) update(0, width - 1, 1);
      int column = first == 0 ? 2 : 1;
      for (; column + 1 < width; column += 2) update(column, column - 1, column + 1);
      if (column < width) update(column, column - 1, 0);
      words.take(word);
    }
  }
}

int SpinLattice::wolff(Rng& rng) {
  const auto start = static_cast<int>(rng.below(static_cast<std::uint32_t>(sites())));
  const int spin_before = spin(start);
  const std::span<const int> cluster =
      grow_cluster(start, [&rng, limit = limit_of(bond_probability_)] { return rng.next_u32() < limit; });
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
  WordsAhead words(rng);
  const std::uint32_t* word = nullptr;
  const std::uint64_t bond = limit_of(bond_probability_);
  const auto join = [&](int a, int b) {
    if (spins[a] != spins[b] || *word++ >= bond) return;
    a = root_of(a);
    b = root_of(b);
    parent[std::max(a, b)] = std::min(a, b);
  };
  for (int row = 0; row < height_; ++row) {
    const int first = row * width, below = row + 1 == height_ ? -first : width;
    word = words.next(2 * static_cast<std::size_t>(width));
    for (int column = 0; column < width; ++column) {
      const int site = first + column;
      join(site, column + 1 == width ? first : site + 1);
      join(site, site + below);
    }
    words.take(word);
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
    word = words.next(static_cast<std::size_t>(width));
    spins[site] = *word * 0x1p-32 < up ? 1 : -1;
    words.take(word + 1);
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
