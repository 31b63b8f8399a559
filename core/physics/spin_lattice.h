#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern::physics {

enum class SpinUpdate { metropolis, wolff, swendsen_wang };

inline constexpr std::array<Named<SpinUpdate>, 3> kSpinUpdates{{
    {SpinUpdate::metropolis, "metropolis", "Metropolis"},
    {SpinUpdate::wolff, "wolff", "Wolff"},
    {SpinUpdate::swendsen_wang, "swendsen_wang", "Swendsen–Wang"},
}};

// Who stands beside whom on a lattice with periodic edges, sites numbered row by row.   height, width ≥ 2
class LatticeNeighbours {
 public:
  LatticeNeighbours(int height, int width)
      : width_(width),
        sites_(height * width),
        by_width_((std::uint64_t{1} << 32) / static_cast<std::uint64_t>(width) + 1) {}

  // Up, right, down, left.
  std::array<int, 4> of(int site) const {
    // site / width without a division: exact as long as sites · width < 2³².
    const int row = static_cast<int>(static_cast<std::uint64_t>(site) * by_width_ >> 32), column = site - row * width_;
    return {site < width_ ? site + sites_ - width_ : site - width_, column + 1 == width_ ? site - column : site + 1,
            site + width_ >= sites_ ? site - sites_ + width_ : site + width_,
            column == 0 ? site + width_ - 1 : site - 1};
  }

 private:
  int width_, sites_;
  std::uint64_t by_width_;
};

// One lattice of the Ising model with periodic edges and three ways to move it, each of which leaves e^{−E/T} as it is:
//   E = −Σ s_i s_j (nearest neighbours, each bond once) − h Σ s_i,   s = ±1, J = k_B = 1
// Sites are numbered row by row. On a lattice two sites wide a bond counts twice.
class SpinLattice {
 public:
  // All spins up. height, width ≥ 2.
  SpinLattice(int height, int width);

  // T > 0 and h; what follows is drawn for these.
  void set_conditions(double temperature, double field);
  void set_all(int spin);
  void randomise(Rng& rng);

  int height() const { return height_; }
  int width() const { return width_; }
  int sites() const { return height_ * width_; }
  int spin(int site) const { return spins_[static_cast<std::size_t>(site)]; }
  void set_spin(int site, int spin) { spins_[static_cast<std::size_t>(site)] = static_cast<std::int8_t>(spin); }
  std::span<const std::int8_t> spins() const { return spins_; }
  // Gives this spin to all sites whose middles lie within `radius` of (column x, row y), across the edges.
  void set_disc(double x, double y, double radius, int spin);
  double temperature() const { return temperature_; }
  double field() const { return field_; }

  int magnetisation() const;  // Σ s_i
  int bonds() const;          // Σ s_i s_j
  double energy() const { return -bonds() - field_ * magnetisation(); }
  // What E grows by when this spin is turned: 2 s_i (Σ of its neighbours + h).
  double flip_energy(int site) const;

  // Metropolis' rule: turns the spin where ΔE ≤ 0 or u < e^{−ΔE/T}. u in [0, 1). Whether it was turned.
  // Source: Metropolis et al., J. Chem. Phys. 21 (1953) 1087.
  bool propose(int site, double u);

  // 1 − e^{−2/T}
  double bond_probability() const { return bond_probability_; }
  // Turns a cluster grown from `start`: a neighbour of its spin joins with the bond probability; sites are taken first
  // in, first out, their neighbours in the order up, right, down, left, each asked with a draw in [0, 1) of its own. →
  // the sites, valid until the next update. Without regard to the field: see wolff(). Source: Wolff, Phys. Rev. Lett.
  // 62 (1989) 361.
  template <typename Draw>
  std::span<const int> turn_cluster(int start, Draw&& draw) {
    return grow_cluster(start, [&draw, p = bond_probability_] { return draw() < p; });
  }

  // One sweep: every site is proposed once, first those of one colour of a chequerboard, then those of the other.
  void metropolis_sweep(Rng& rng);
  // One cluster from a random site; in a field it is turned with probability min(1, e^{−2hs|C|/T}). → its size.
  int wolff(Rng& rng);
  // Joins all pairs of like neighbours with the bond probability and gives every cluster C a new spin: up with
  // probability 1/(1 + e^{−2h|C|/T}). Source: Swendsen, Wang, Phys. Rev. Lett. 58 (1987) 86.
  void swendsen_wang(Rng& rng);

  auto state() const { return std::tie(spins_, temperature_, field_); }

 private:
  // The cluster of turn_cluster(), with what answers whether a neighbour joins.
  template <typename Joins>
  std::span<const int> grow_cluster(int start, Joins&& joins);

  int height_, width_;
  LatticeNeighbours neighbours_;
  std::vector<std::int8_t> spins_;
  double temperature_ = 1, field_ = 0;
  std::array<std::array<double, 5>, 2> acceptance_{};  // of a spin down or up, for s Σ neighbours = −4, −2, …, 4
  double bond_probability_ = 0;
  Scratch<std::vector<int>> cluster_, parent_, size_;
};

// A chain of one of the updates, counted in sweeps: about as many spins are asked or turned in each as there are sites.
// A sweep of Wolff's update is so many clusters as on average, over the last 16 to 32 sweeps, turn as many spins as
// there are sites; it ends early where it has turned four times as many.
class SpinSweeper {
 public:
  void sweep(SpinLattice& lattice, SpinUpdate update, Rng& rng);
  // The mean cluster is not known any more.
  void forget() { clusters_ = turned_ = 0; }
  // Sites; 0 before the first.
  double mean_cluster() const;

  auto state() const { return std::tie(clusters_, turned_); }

 private:
  std::int64_t clusters_ = 0, turned_ = 0;
};

template <typename Joins>
std::span<const int> SpinLattice::grow_cluster(int start, Joins&& joins) {
  // Room for all from the start: a site joins once.
  cluster_->resize(spins_.size());
  int* const cluster = cluster_->data();
  std::size_t count = 0;
  std::int8_t* const spins = spins_.data();
  const std::int8_t spin = spins[start];
  const auto turned = static_cast<std::int8_t>(-spin);
  cluster[count++] = start;
  spins[start] = turned;
  const LatticeNeighbours neighbours = neighbours_;  // no store to a spin can change it
  for (std::size_t front = 0; front < count; ++front) {
    for (const int site : neighbours.of(cluster[front])) {
      if (spins[site] != spin || !joins()) continue;
      spins[site] = turned;
      cluster[count++] = site;
    }
  }
  return {cluster, count};
}

}  // namespace lectern::physics
