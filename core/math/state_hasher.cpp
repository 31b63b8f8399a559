#include "core/math/state_hasher.h"

#include <bit>
#include <cstddef>

#include "core/math/wide_multiply.h"

namespace lectern {
namespace {

// Odd, with bits set and clear in no pattern.
constexpr std::uint64_t kMultiplier = 0xd1342543de82ef95;
constexpr std::uint64_t kIncrement = 0x9e3779b97f4a7c15;

std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const math::Product128 product = math::wide_multiply(a, b);
  return product.high ^ product.low;
}

std::uint64_t canonical_bits(double value) {
  return value == value ? std::bit_cast<std::uint64_t>(value) : 0x7ff8000000000000;
}

std::uint64_t canonical_bits(float value) { return value == value ? std::bit_cast<std::uint32_t>(value) : 0x7fc00000; }

}  // namespace

void StateHasher::mix(std::uint64_t word) {
  state_ = fold(state_ ^ word, kMultiplier) + kIncrement;
  ++words_;
}

void StateHasher::add(double value) { mix(canonical_bits(value)); }

void StateHasher::add(float value) { mix(canonical_bits(value)); }

void StateHasher::add(std::span<const float> values) {
  mix(values.size());
  std::size_t i = 0;
  for (; i + 2 <= values.size(); i += 2) {
    mix(canonical_bits(values[i]) | canonical_bits(values[i + 1]) << 32);
  }
  if (i < values.size()) mix(canonical_bits(values[i]));
}

void StateHasher::add(std::span<const double> values) {
  mix(values.size());
  for (double value : values) mix(canonical_bits(value));
}

void StateHasher::add(std::span<const int> values) {
  mix(values.size());
  for (int value : values) mix(static_cast<std::uint64_t>(value));
}

void StateHasher::add(std::span<const std::byte> bytes) {
  mix(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    std::uint64_t word = 0;
    for (std::size_t j = i; j < bytes.size() && j < i + 8; ++j) {
      word |= std::uint64_t(bytes[j]) << (8 * (j - i));
    }
    mix(word);
  }
}

void StateHasher::add(std::string_view text) { add(std::as_bytes(std::span(text))); }

std::uint64_t StateHasher::digest() const { return fold(fold(state_, kIncrement) ^ state_, kMultiplier); }

std::string hash_text(std::uint64_t hash) {
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; hash >>= 4) text[i] = "0123456789abcdef"[hash & 15];
  return text;
}

}  // namespace lectern
