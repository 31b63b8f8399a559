#include "core/math/decimal.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
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

template <typename T>
T read_back(const char* text) {
  if constexpr (std::is_same_v<T, float>) {
    return std::strtof(text, nullptr);
  } else {
    return std::strtod(text, nullptr);
  }
}

// A positive number as 0.d₁d₂…·10^exponent.
struct Digits {
  std::string digits;  // without zeros at the end
  int exponent = 0;
};

// The digits of text of the form d.ddde±dd.
Digits digits_of(std::string_view scientific) {
  const std::size_t e = scientific.find('e');
  Digits number;
  for (const char c : scientific.substr(0, e)) {
    if (c != '.') number.digits += c;
  }
  while (number.digits.size() > 1 && number.digits.back() == '0') number.digits.pop_back();
  number.exponent = std::atoi(scientific.data() + e + 1) + 1;
  return number;
}

// The fewest digits that read back to the same number. Any number of digits10 digits survives being stored, so that
// many, rounded correctly, end in zeros where fewer would do; subnormal numbers hold fewer.
template <typename T>
Digits shortest_digits(T value) {
  using Limits = std::numeric_limits<T>;
  std::array<char, 40> text{};
  for (int count = value < Limits::min() ? 1 : Limits::digits10;; ++count) {
    std::snprintf(text.data(), text.size(), "%.*e", count - 1, static_cast<double>(value));
    if (count == Limits::max_digits10 || read_back<T>(text.data()) == value) return digits_of(text.data());
  }
}

std::string exact_whole(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.0f", value);
  return text.data();
}

std::string scientific(const Digits& number) {
  std::array<char, 16> power{};
  std::snprintf(power.data(), power.size(), "e%+03d", number.exponent - 1);
  std::string text = number.digits;
  if (text.size() > 1) text.insert(1, 1, '.');
  return text.append(power.data());
}

std::string fixed(const Digits& number) {
  std::string text = number.digits;
  if (number.exponent <= 0) {
    text.insert(0, static_cast<std::size_t>(-number.exponent), '0');
    return text.insert(0, "0.");
  }
  const auto point = static_cast<std::size_t>(number.exponent);
  if (point < text.size())
    text.insert(point, 1, '.');
  else
    text.append(point - text.size(), '0');
  return text;
}

}  // namespace

// from_chars for floating point is missing from the C++ library of the WebAssembly build; strtod rounds
// correctly in every C library we build with, and the program never leaves the "C" locale.
template <typename T>
std::optional<T> parse_decimal(std::string_view text) {
  if (text.size() > kLongestNumber || !is_decimal(text)) return std::nullopt;
  std::array<char, kLongestNumber + 1> terminated{};
  text.copy(terminated.data(), text.size());
  const T value = read_back<T>(terminated.data());
  if (!std::isfinite(value)) return std::nullopt;
  return value == 0 ? T(0) : value;
}

template std::optional<float> parse_decimal(std::string_view);
template std::optional<double> parse_decimal(std::string_view);

template <typename T>
std::string shortest_decimal(T value) {
  if (std::isnan(value)) return std::signbit(value) ? "-nan" : "nan";
  const std::string sign = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return sign + "inf";
  if (value == 0) return sign + "0";
  const Digits number = shortest_digits(std::fabs(value));
  std::string plain = fixed(number);
  const std::string with_power = scientific(number);
  if (plain.size() > with_power.size()) return sign + with_power;
  // Digits behind those that tell the number from its neighbours are its own, not zeros.
  const bool whole = number.exponent >= static_cast<int>(number.digits.size());
  return sign + (whole ? exact_whole(std::fabs(static_cast<double>(value))) : plain);
}

template std::string shortest_decimal(float);
template std::string shortest_decimal(double);

}  // namespace lectern::math
