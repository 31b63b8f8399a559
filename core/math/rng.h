#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>

namespace lectern {

class StateHasher;

// Counter-based random numbers: Philox4x32-10. The n-th number of a stream is a pure function of
// (seed, stream, n), so streams can be split freely and a run can be had again on any machine.
// Source: Salmon, Moraes, Dror, Shaw, Parallel Random Numbers: As Easy as 1, 2, 3 (SC 2011).
class Rng {
 public:
  // Two different (seed, stream) pairs give independent sequences.
  explicit Rng(std::uint64_t seed, std::uint64_t stream = 0);

  // A generator whose sequence is independent of this one's, chosen by `label` alone:
  // neither how much this one has been used nor the order of the splits matters.
  Rng split(std::uint64_t label) const;
  // The same by a name, whose bytes are hashed to 64 bits: Rng(seed).split("weights").
  Rng split(std::string_view name) const;

  std::uint32_t next_u32() {
    if (used_ == kAhead) refill();
    return words_[used_++];
  }
  std::uint64_t next_u64() {
    const std::uint32_t low = next_u32();
    return low | std::uint64_t{next_u32()} << 32;
  }
  // The next words, as one call each would bring them.
  void fill_words(std::span<std::uint32_t> out);
  // Passes over so many words.
  void skip(std::uint64_t words);

  // Uniform in [0, 1): the top 24 (float) or 53 (double) bits, each value exactly representable.
  float uniform_float() { return static_cast<float>(next_u32() >> 8) * 0x1p-24f; }
  double uniform() { return static_cast<double>(next_u64() >> 11) * 0x1p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  // Uniform integer in [0, bound); bound ≥ 1. Unbiased (Lemire's rejection).
  std::uint32_t below(std::uint32_t bound);

  // Standard normal by the Box–Muller transform with core/math's own log, sqrt, sin, cos.
  double normal();

  void fill_uniform(std::span<float> out, float low, float high);
  void fill_normal(std::span<float> out, float mean, float standard_deviation);

  // Fisher–Yates; every permutation equally likely.
  template <typename T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      std::size_t j = below(static_cast<std::uint32_t>(i));
      T moved = values[i - 1];
      values[i - 1] = values[j];
      values[j] = moved;
    }
  }

  // Where this generator stands: key, counter, what is left of the current block.
  // Two generators with equal state go on equally.
  struct State {
    std::array<std::uint32_t, 2> key;
    std::array<std::uint32_t, 4> counter;
    std::uint32_t used = 4;
    bool has_spare_normal = false;
    double spare_normal = 0;
    auto state() const { return std::tie(key, counter, used, has_spare_normal, spare_normal); }
  };
  State state() const;
  void add_state(StateHasher& hasher) const;

 private:
  // Four blocks are drawn at once: their rounds do not wait for each other.
  static constexpr std::uint32_t kAhead = 16;

  void refill();
  // The next block; → the place behind it.
  std::uint32_t* write_block(std::uint32_t* out);

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 2> stream_;
  std::uint64_t block_ = 0;  // that follows `words_`
  std::array<std::uint32_t, kAhead> words_{};
  std::uint32_t used_ = kAhead;
  bool has_spare_normal_ = false;
  double spare_normal_ = 0;
};

}  // namespace lectern
