#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"

// The Ising model on a square lattice with periodic edges, without a field: E = −Σ s_i s_j over nearest neighbours,
// s = ±1, J = k_B = 1.
namespace lectern::physics {

// 2 / log(1 + √2)
inline constexpr double kIsingCriticalTemperature = 2.269185314213022;

// Energy a spin of the infinite lattice.
//   u = −coth(2/T) [1 + (2/π)(2 tanh²(2/T) − 1) K(κ)],   κ = 2 sinh(2/T) / cosh²(2/T)
// Source: Onsager, Phys. Rev. 65 (1944) 117. K by the arithmetic-geometric mean.
double onsager_energy(double temperature);

// Spontaneous magnetisation a spin of the infinite lattice: (1 − sinh(2/T)⁻⁴)^{1/8} below the critical temperature, 0
// above. Source: Yang, Phys. Rev. 85 (1952) 808.
double onsager_magnetisation(double temperature);

// Sixteen independent lattices of side × side spins, each at its own temperature, by Metropolis' rule on a
// chequerboard: all sites of one colour, then all of the other; a spin is turned with probability min(1, e^{−ΔE/T}).
// The same site of all lattices lies in one vector of bytes; each lane has a random byte of its own. Where a byte
// cannot decide, 24 more bits do, so that probabilities are exact to 2⁻³². A byte serves four lattices, at sites a
// quarter of the rows apart: no lattice ever sees a byte twice, so each is as if alone; that two of them share bytes,
// at different sites, no observable of a lattice feels. Source: Metropolis et al., J. Chem. Phys. 21 (1953) 1087.
class IsingLattices {
 public:
  static constexpr int kLattices = 16;

  // side: even, at least 4 (with 2, sweeps never leave some states). All spins point one way where T is below the
  // critical temperature, which way is tossed for each lattice; above they are random.
  IsingLattices(int side, std::span<const double, kLattices> temperatures, const Rng& rng);

  void sweep(int sweeps = 1);

  int side() const { return side_; }
  int sites() const { return side_ * side_; }
  // A spin: lattice in [0, kLattices), site row by row; +1 or −1.
  int spin(int lattice, int site) const {
    return spins_[static_cast<std::size_t>(site) * kLattices + static_cast<std::size_t>(lattice)] != 0 ? 1 : -1;
  }
  // spins  sites, overwritten with ±1; all reversed if `turned`
  void copy_spins(int lattice, bool turned, std::int8_t* spins) const;
  // Sum of all spins, and the energy, of a lattice.
  int magnetisation(int lattice) const;
  int energy(int lattice) const;

  auto state() const { return std::tuple(std::tie(spins_, block_), doubts_.state(), unhashed(random_)); }

 private:
  using Bytes = std::array<std::uint8_t, kLattices>;

  void sweep_colour(int colour);
  void update_row(int row, int first);
  void settle(std::uint8_t* turns, const std::uint8_t* bytes, const std::uint8_t* disagreeing);

  static constexpr int kShares = 4;  // lattices that a random byte serves

  int side_;
  AlignedVector<std::uint8_t> spins_;                    // sites × kLattices: 255 up, 0 down
  int quarter_;                                          // rows that do not share bytes
  AlignedVector<std::uint32_t> random_;                  // the bytes of a quarter of the rows, each vector twice
  std::array<std::uint32_t, kLattices> four_{}, two_{};  // probabilities for ΔE = 8 and 4, in 2⁻³²
  alignas(16) Bytes four_byte_{}, two_byte_{};           // their highest bytes
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 2> stream_;
  std::uint64_t block_ = 0;  // of the random generator, the next one
  Rng doubts_;               // for the bytes that cannot decide
};

}  // namespace lectern::physics
