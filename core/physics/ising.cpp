#include "core/physics/ising.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "core/math/elementary.h"
#include "core/math/vector.h"

namespace lectern::physics {
namespace {

using U8x16 = std::uint8_t __attribute__((vector_size(16)));
using I8x16 = std::int8_t __attribute__((vector_size(16)));
using math::U32x4;
using math::U64x2;

U8x16 load(const std::uint8_t* p) {
  U8x16 v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
void store(std::uint8_t* p, U8x16 v) { std::memcpy(p, &v, sizeof v); }

// The products of each lane of v with m, as low and high words.
struct Products {
  U32x4 low, high;
};
inline Products products(U32x4 v, std::uint32_t m) {
  const U64x2 factor = U64x2{m, m};
  const U64x2 first = __builtin_convertvector(__builtin_shufflevector(v, v, 0, 1), U64x2) * factor;
  const U64x2 second = __builtin_convertvector(__builtin_shufflevector(v, v, 2, 3), U64x2) * factor;
  const auto a = U32x4(first), b = U32x4(second);
  return {__builtin_shufflevector(a, b, 0, 2, 4, 6), __builtin_shufflevector(a, b, 1, 3, 5, 7)};
}

// Four blocks of the shared generator at a time, of consecutive counters, side by side in lanes: the words of the
// blocks are those of math::philox. Each vector of four words is written twice in a row, to be read from any word on as
// a rotated vector.   out  32 × groups
__attribute__((noinline)) void fill_blocks(std::uint64_t block, std::array<std::uint32_t, 2> stream,
                                           std::array<std::uint32_t, 2> key, int groups, std::uint32_t* out) {
  for (int g = 0; g < groups; ++g, block += 4) {
    // Blocks are counted in fours, so that no carry lies inside a group.
    const auto low = static_cast<std::uint32_t>(block), high = static_cast<std::uint32_t>(block >> 32);
    U32x4 c0 = U32x4{low, low + 1, low + 2, low + 3}, c1 = U32x4{} + high;
    U32x4 c2 = U32x4{} + stream[0], c3 = U32x4{} + stream[1];
    std::uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; ++round, k0 += 0x9E3779B9, k1 += 0xBB67AE85) {
      const Products p0 = products(c0, 0xD2511F53), p1 = products(c2, 0xCD9E8D57);
      c0 = p1.high ^ c1 ^ k0;
      c1 = p1.low;
      c2 = p0.high ^ c3 ^ k1;
      c3 = p0.low;
    }
    const U32x4 words[8] = {c0, c0, c1, c1, c2, c2, c3, c3};
    std::memcpy(out + 32 * g, words, sizeof words);
  }
}

double arithmetic_geometric_mean(double a, double b) {
  for (int i = 0; i < 40 && std::fabs(a - b) > 1e-16 * a; ++i) {
    const double mean = 0.5 * (a + b);
    b = std::sqrt(a * b);
    a = mean;
  }
  return a;
}

double hyperbolic_sine(double x) { return 0.5 * (math::exp(x) - math::exp(-x)); }

}  // namespace

double onsager_energy(double temperature) {
  const double x = 2 / temperature, tangent = math::tanh(x);
  const double cosine = 0.5 * (math::exp(x) + math::exp(-x));
  const double modulus = 2 * hyperbolic_sine(x) / (cosine * cosine);
  // 1 − κ² = (2 tanh² x − 1)², which loses nothing near the critical temperature.
  const double factor = 2 * tangent * tangent - 1;
  const double complement = std::fabs(factor);
  if (complement == 0 || modulus == 0) return -1 / tangent;
  const double K = std::numbers::pi / (2 * arithmetic_geometric_mean(1, complement));
  return -(1 + 2 / std::numbers::pi * factor * K) / tangent;
}

double onsager_magnetisation(double temperature) {
  if (temperature >= kIsingCriticalTemperature) return 0;
  const double square = hyperbolic_sine(2 / temperature) * hyperbolic_sine(2 / temperature);
  return std::sqrt(std::sqrt(std::sqrt(std::max(0.0, 1 - 1 / (square * square)))));
}

IsingLattices::IsingLattices(int side, std::span<const double, kLattices> temperatures, const Rng& rng)
    : side_(side),
      spins_(static_cast<std::size_t>(side * side) * kLattices),
      quarter_((side + kShares - 1) / kShares),
      random_(static_cast<std::size_t>((quarter_ * (side / 2) + 3) / 4) * 32),
      key_(rng.split("sweeps").state().key),
      stream_{rng.split("sweeps").state().counter[2], rng.split("sweeps").state().counter[3]},
      doubts_(rng.split("doubts")) {
  Rng start = rng.split("start");
  for (std::size_t k = 0; k < kLattices; ++k) {
    const double T = temperatures[k];
    four_[k] = static_cast<std::uint32_t>(std::min(math::exp(-8 / T) * 0x1p32, 4294967295.0));
    two_[k] = static_cast<std::uint32_t>(std::min(math::exp(-4 / T) * 0x1p32, 4294967295.0));
    four_byte_[k] = static_cast<std::uint8_t>(four_[k] >> 24);
    two_byte_[k] = static_cast<std::uint8_t>(two_[k] >> 24);
    const bool ordered = T < kIsingCriticalTemperature;
    const std::uint8_t way = start.below(2) == 1 ? 255 : 0;
    for (int site = 0; site < sites(); ++site) {
      const std::uint8_t spin = ordered ? way : start.below(2) == 1 ? 255 : 0;
      spins_[static_cast<std::size_t>(site) * kLattices + k] = spin;
    }
  }
}

void IsingLattices::sweep(int sweeps) {
  for (int i = 0; i < sweeps; ++i) {
    sweep_colour(0);
    sweep_colour(1);
  }
}

void IsingLattices::sweep_colour(int colour) {
  const int groups = (quarter_ * (side_ / 2) + 3) / 4;
  fill_blocks(block_, stream_, key_, groups, random_.data());
  block_ += static_cast<std::uint64_t>(4 * groups);
  for (int row = 0; row < side_; ++row) update_row(row, (row + colour) % 2);
}

// A function of its own, called often: browsers compile it well only then.
__attribute__((noinline)) void IsingLattices::update_row(int row, int first) {
  const int half = side_ / 2;
  const auto line = [&](int r) { return spins_.data() + std::ptrdiff_t{r} * side_ * kLattices; };
  const std::uint8_t* above = line(row == 0 ? side_ - 1 : row - 1);
  const std::uint8_t* below = line(row == side_ - 1 ? 0 : row + 1);
  std::uint8_t* here = line(row);
  const int share = row / quarter_;
  const auto* bytes =
      reinterpret_cast<const std::uint8_t*>(random_.data() + std::ptrdiff_t{row % quarter_} * half * 8 + share);
  const U8x16 four = load(four_byte_.data()), two = load(two_byte_.data());
  for (int k = 0; k < half; ++k) {
    const int column = first + 2 * k;
    const std::ptrdiff_t at = std::ptrdiff_t{column} * kLattices;
    const std::ptrdiff_t left = std::ptrdiff_t{column == 0 ? side_ - 1 : column - 1} * kLattices;
    const std::ptrdiff_t right = std::ptrdiff_t{column == side_ - 1 ? 0 : column + 1} * kLattices;
    const U8x16 s = load(here + at);
    // Minus the number of neighbours that disagree.
    const U8x16 disagreeing =
        ((s ^ load(above + at)) + (s ^ load(below + at))) + ((s ^ load(here + left)) + (s ^ load(here + right)));
    const U8x16 none = U8x16(disagreeing == 0), one = U8x16(disagreeing == 255);
    const U8x16 asked = none | one;  // lanes where the energy would grow
    const U8x16 limit = (none & four) | (one & two);
    const U8x16 random = load(bytes + std::ptrdiff_t{k} * 2 * kLattices);
    U8x16 turns = U8x16(random < limit) | ~asked;
    const U8x16 doubtful = U8x16(random == limit) & asked;
    if (math::any(doubtful)) {
      std::uint8_t lanes[kLattices], counts[kLattices], turned[kLattices];
      store(lanes, doubtful);
      store(counts, disagreeing);
      store(turned, turns);
      settle(turned, lanes, counts);
      turns = load(turned);
    }
    store(here + at, s ^ turns);
  }
}

// Where the random byte equals that of the probability, the lower 24 bits decide.
void IsingLattices::settle(std::uint8_t* turns, const std::uint8_t* doubtful, const std::uint8_t* disagreeing) {
  for (std::size_t k = 0; k < kLattices; ++k) {
    if (doubtful[k] == 0) continue;
    const std::uint32_t probability = disagreeing[k] == 0 ? four_[k] : two_[k];
    turns[k] = (doubts_.next_u32() >> 8) < (probability & 0xFFFFFF) ? 255 : 0;
  }
}

void IsingLattices::copy_spins(int lattice, bool turned, std::int8_t* spins) const {
  for (int site = 0; site < sites(); ++site)
    spins[site] = static_cast<std::int8_t>(turned ? -spin(lattice, site) : spin(lattice, site));
}

int IsingLattices::magnetisation(int lattice) const {
  int sum = 0;
  for (int site = 0; site < sites(); ++site) sum += spin(lattice, site);
  return sum;
}

int IsingLattices::energy(int lattice) const {
  int sum = 0;
  for (int row = 0; row < side_; ++row)
    for (int column = 0; column < side_; ++column)
      sum -= spin(lattice, row * side_ + column) *
             (spin(lattice, row * side_ + (column + 1) % side_) + spin(lattice, (row + 1) % side_ * side_ + column));
  return sum;
}

}  // namespace lectern::physics
