#include "core/math/decimal.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <type_traits>

namespace lectern::math {
namespace {

constexpr std::size_t kLongestNumber = 64;

std::size_t digits_at(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end - from;
}

// What strtod reads alike everywhere, without its hexadecimal numbers, infinities and leading blanks.
bool is_decimal(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  at += whole;
  std::size_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    fraction = digits_at(text, at + 1);
    at += 1 + fraction;
  }
  if (whole + fraction == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = digits_at(text, at);
    if (exponent == 0) return false;
    at += exponent;
  }
  return at == text.size();
}

}  // namespace

// from_chars for floating point is missing from the C++ library of the WebAssembly build; strtod rounds
// correctly in every C library we build with, and the program never leaves the "C" locale.
template <typename T>
std::optional<T> parse_decimal(std::string_view text) {
  if (text.size() > kLongestNumber || !is_decimal(text)) return std::nullopt;
  std::array<char, kLongestNumber + 1> terminated{};
  text.copy(terminated.data(), text.size());
  T value;
  if constexpr (std::is_same_v<T, float>) {
    value = std::strtof(terminated.data(), nullptr);
  } else {
    value = std::strtod(terminated.data(), nullptr);
  }
  if (!std::isfinite(value)) return std::nullopt;
  return value == 0 ? T(0) : value;
}

template std::optional<float> parse_decimal(std::string_view);
template std::optional<double> parse_decimal(std::string_view);

}  // namespace lectern::math
