#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace lectern {

// A number for people: about four digits, a true minus sign, powers of ten where it is very large or small.
class NumberText {
 public:
  explicit NumberText(double value, int digits = 4);
  // With exactly so many decimals.
  static NumberText fixed(double value, int decimals);
  static NumberText power_of_ten(int exponent);
  // The exponent alone, small and high: "⁻⁵".
  static NumberText raised(int exponent);
  // "-1.2e-05", as it is written for machines.
  static NumberText of_plain(std::string_view plain);
  operator std::string_view() const { return {text_.data(), length_}; }
  const char* c_str() const { return text_.data(); }

 private:
  NumberText() = default;
  void take(std::string_view plain);
  std::array<char, 48> text_{};
  std::size_t length_ = 0;
};

// Whether a text is a number, perhaps with a unit sign: "0.5", "−3", "1.2e-05", "60 ×", "12 %".
bool is_number_like(std::string_view text);
// A text as people are shown it: what is like a number in mathematical signs, anything else as it is.
std::string typeset(std::string_view text);

}  // namespace lectern
