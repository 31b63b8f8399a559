#include "core/math/rng.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/math/philox.h"
#include "core/math/state.h"

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
    : key_{low_half(seed), high_half(seed)}, stream_{low_half(stream), high_half(stream)} {}

Rng Rng::split(std::uint64_t label) const {
  // A key that drawing never uses keeps the children's seeds apart from the numbers drawn.
  const Key key{key_[0] ^ 0x73706c69, key_[1] ^ 0x74207267};
  const Block child = math::philox({low_half(label), high_half(label), stream_[0], stream_[1]}, key);
  return Rng(join(child[0], child[1]), join(child[2], child[3]));
}

Rng Rng::split(std::string_view name) const {
  StateHasher hasher;
  hasher.add(name);
  return split(hasher.digest());
}

std::uint32_t* Rng::write_block(std::uint32_t* out) {
  const Block block = math::philox({low_half(block_), high_half(block_), stream_[0], stream_[1]}, key_);
  ++block_;
  return std::copy(block.begin(), block.end(), out);
}

void Rng::refill() {
  // Many a generator is asked for a few numbers only.
  used_ = block_ == 0 ? kAhead - 4 : 0;
  for (std::uint32_t* out = words_.data() + used_; out != words_.data() + kAhead;) out = write_block(out);
}

void Rng::fill_words(std::span<std::uint32_t> out) {
  const std::size_t kept = std::min<std::size_t>(out.size(), kAhead - used_);
  std::copy_n(words_.data() + used_, kept, out.data());
  used_ += static_cast<std::uint32_t>(kept);
  std::size_t at = kept;
  for (; at + 4 <= out.size(); at += 4) write_block(out.data() + at);
  for (; at < out.size(); ++at) out[at] = next_u32();
}

void Rng::skip(std::uint64_t words) {
  const std::uint64_t kept = std::min<std::uint64_t>(words, kAhead - used_);
  used_ += static_cast<std::uint32_t>(kept);
  words -= kept;
  block_ += words / 4;
  if (words % 4 == 0) return;
  refill();
  used_ += static_cast<std::uint32_t>(words % 4);
}

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
  const auto [sine, cosine] = math::sin_cos(angle);
  spare_normal_ = radius * sine;
  has_spare_normal_ = true;
  return radius * cosine;
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
  // Of the block that the last word came from.
  const std::uint64_t drawn = 4 * block_ - (kAhead - used_), blocks = (drawn + 3) / 4;
  const auto used = static_cast<std::uint32_t>(blocks == 0 ? 4 : drawn - 4 * (blocks - 1));
  return {key_,
          {low_half(blocks), high_half(blocks), stream_[0], stream_[1]},
          used,
          has_spare_normal_,
          has_spare_normal_ ? spare_normal_ : 0.0};
}

void Rng::add_state(StateHasher& hasher) const { lectern::add_state(hasher, state()); }

}  // namespace lectern
