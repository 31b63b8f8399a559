#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lectern {

// A 64-bit fingerprint of a sequence of values, for telling whether two runs stand at the same
// place. Each 64-bit word w goes in by
//   h ← fold((h ⊕ w)·K) + c
// where fold is the exclusive or of the two halves of the 128-bit product. Not meant against an adversary.
// - Values, order and the lengths of spans and strings all count.
// - Every NaN counts as the same; -0 differs from 0.
// - An integer counts by its value extended to 64 bits, whatever its type; floats and doubles by
//   their representation, so 1.0f, 1.0 and 1 differ.
// - Independent of the machine: words are put together by arithmetic, not by memory order.
class StateHasher {
 public:
  void add(std::uint64_t value) { mix(value); }
  template <std::integral T>
  void add(T value) {
    mix(static_cast<std::uint64_t>(value));
  }
  void add(double value);
  void add(float value);
  // The length, then the values.
  void add(std::span<const float> values);
  void add(std::span<const double> values);
  void add(std::span<const int> values);
  void add(std::span<const std::byte> bytes);
  void add(std::string_view text);
  void add(const char* text) { add(std::string_view(text)); }

  // The fingerprint of all that was added so far; more may be added afterwards.
  std::uint64_t digest() const;
  // How much was added, in whole words of 64 bits.
  std::size_t bytes() const { return 8 * words_; }

 private:
  void mix(std::uint64_t word);

  std::uint64_t state_ = 0x6c65637465726e21;
  std::size_t words_ = 0;
};

// A fingerprint as it is printed: 16 lower-case hexadecimal digits.
std::string hash_text(std::uint64_t hash);

}  // namespace lectern
