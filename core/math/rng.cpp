#include "core/math/rng.h"

#include <cmath>

#include "core/math/elementary.h"
#include "core/math/philox.h"
#include "core/math/state_hasher.h"

namespace lectern {
namespace {

using Block = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

std::uint32_t low_half(std::uint64_t v) { return static_cast<std::uint32_t>(v); }
std::uint32_t high_half(std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); }
std::uint64_t join(std::uint32_t low, std::uint32_t high) { return low | std::uint64_t(high) << 32; }

}  // namespace

// The key is the seed; the counter's upper half is the stream, its lower half counts blocks.
Rng::Rng(std::uint64_t seed, std::uint64_t stream)
    : key_{low_half(seed), high_half(seed)}, counter_{0, 0, low_half(stream), high_half(stream)} {}

Rng Rng::split(std::uint64_t label) const {
  // A key that drawing never uses keeps the children's seeds apart from the numbers drawn.
  const Key key{key_[0] ^ 0x73706c69, key_[1] ^ 0x74207267};
  const Block child = math::philox({low_half(label), high_half(label), counter_[2], counter_[3]}, key);
  return Rng(join(child[0], child[1]), join(child[2], child[3]));
}

Rng Rng::split(std::string_view name) const {
  StateHasher hasher;
  hasher.add(name);
  return split(hasher.digest());
}

void Rng::refill() {
  block_ = math::philox(counter_, key_);
  if (++counter_[0] == 0) ++counter_[1];
  used_ = 0;
}

std::uint32_t Rng::next_u32() {
  if (used_ == 4) refill();
  return block_[used_++];
}

std::uint64_t Rng::next_u64() {
  const std::uint32_t low = next_u32();
  return join(low, next_u32());
}

float Rng::uniform_float() { return static_cast<float>(next_u32() >> 8) * 0x1p-24f; }

double Rng::uniform() { return static_cast<double>(next_u64() >> 11) * 0x1p-53; }

double Rng::uniform(double low, double high) { return low + (high - low) * uniform(); }

std::uint32_t Rng::below(std::uint32_t bound) {
  std::uint64_t product = std::uint64_t(next_u32()) * bound;
  if (low_half(product) < bound) {
    const std::uint32_t threshold = (0 - bound) % bound;
    while (low_half(product) < threshold) product = std::uint64_t(next_u32()) * bound;
  }
  return high_half(product);
}

double Rng::normal() {
  if (has_spare_normal_) {
    has_spare_normal_ = false;
    return spare_normal_;
  }
  constexpr double kTwoPi = 6.283185307179586;
  const double radius = std::sqrt(-2.0 * math::log(1.0 - uniform()));  // the argument is in (0, 1]
  const double angle = kTwoPi * uniform();
  spare_normal_ = radius * math::sin(angle);
  has_spare_normal_ = true;
  return radius * math::cos(angle);
}

void Rng::fill_uniform(std::span<float> out, float low, float high) {
  for (float& value : out) value = low + (high - low) * uniform_float();
}

void Rng::fill_normal(std::span<float> out, float mean, float standard_deviation) {
  for (float& value : out) {
    value = static_cast<float>(double(mean) + double(standard_deviation) * normal());
  }
}

Rng::State Rng::state() const {
  return {key_, counter_, used_, has_spare_normal_, has_spare_normal_ ? spare_normal_ : 0.0};
}

}  // namespace lectern
