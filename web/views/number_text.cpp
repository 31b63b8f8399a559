#include "web/views/number_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace lectern {
namespace {

constexpr std::string_view kMinus = "\u2212";

}  // namespace

NumberText::NumberText(double value, int digits) {
  std::array<char, 40> plain{};
  const double size = std::fabs(value);
  if (!std::isfinite(value)) {
    take(std::isnan(value) ? "–" : value > 0 ? "∞" : "-∞");
    return;
  }
  if (size != 0 && (size < 1e-3 || size >= 1e6)) {
    std::snprintf(plain.data(), plain.size(), "%.*e", std::max(digits - 2, 0), value);
  } else if (value == std::floor(value)) {
    std::snprintf(plain.data(), plain.size(), "%.0f", value + 0.0);  // not −0
  } else {
    // The digits that count begin with the first that is not zero: 0.00219 has three of them.
    const int whole = static_cast<int>(std::floor(std::log10(size))) + 1;
    std::snprintf(plain.data(), plain.size(), "%.*f", std::clamp(digits - whole, 0, 6), value);
  }
  take(plain.data());
}

NumberText NumberText::fixed(double value, int decimals) {
  if (!std::isfinite(value)) return NumberText(value);
  std::array<char, 40> plain{};
  std::snprintf(plain.data(), plain.size(), "%.*f", std::clamp(decimals, 0, 8), std::clamp(value, -1e20, 1e20));
  // Rounded to zero, a negative number is zero.
  if (plain[0] == '-' && std::strspn(plain.data() + 1, "0.") == std::strlen(plain.data() + 1))
    std::memmove(plain.data(), plain.data() + 1, plain.size() - 1);
  NumberText text;
  text.take(plain.data());
  return text;
}

NumberText NumberText::power_of_ten(int exponent) {
  NumberText text;
  std::array<char, 40> plain{};
  std::snprintf(plain.data(), plain.size(), std::abs(exponent) <= 2 ? "%g" : "1e%+.0f",
                std::abs(exponent) <= 2 ? std::pow(10.0, exponent) : exponent);
  text.take(plain.data());
  const std::string_view factor = "1·";
  if (std::string_view(text).starts_with(factor)) {
    std::memmove(text.text_.data(), text.text_.data() + factor.size(), text.length_ + 1 - factor.size());
    text.length_ -= factor.size();
  }
  return text;
}

NumberText NumberText::raised(int exponent) {
  NumberText text;
  std::array<char, 16> plain{};
  std::snprintf(plain.data(), plain.size(), "1e%d", exponent);
  text.take(plain.data());
  constexpr std::string_view kBase = "1·10";
  std::memmove(text.text_.data(), text.text_.data() + kBase.size(), text.length_ + 1 - kBase.size());
  text.length_ -= kBase.size();
  return text;
}

NumberText NumberText::of_plain(std::string_view plain) {
  NumberText text;
  text.take(plain);
  return text;
}

bool is_number_like(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_not_of("0123456789+-.,eE %\u2212·×") == std::string_view::npos;
}

std::string typeset(std::string_view text) {
  constexpr std::size_t kLongest = 24;
  return std::string(text.size() <= kLongest && is_number_like(text) ? std::string_view(NumberText::of_plain(text))
                                                                     : text);
}

// Copies, with true minus signs and "1.2e-05" written as 1.2·10⁻⁵.
void NumberText::take(std::string_view plain) {
  const auto append = [this](std::string_view part) {
    if (length_ + part.size() >= text_.size()) return;
    std::memcpy(text_.data() + length_, part.data(), part.size());
    length_ += part.size();
  };
  static constexpr std::array<std::string_view, 10> kRaised{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  bool raised = false, leading = true;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    if (c == 'e' && length_ > 0 && !raised) {
      append("·10");
      raised = true;
    } else if (c == '-') {
      append(raised ? "⁻" : kMinus);
    } else if (raised && c >= '0' && c <= '9') {
      leading = leading && c == '0' && i + 1 < plain.size();
      if (!leading) append(kRaised[static_cast<std::size_t>(c - '0')]);
    } else if (!(raised && c == '+')) {
      append(plain.substr(i, 1));
    }
  }
  text_[length_] = '\0';
}

}  // namespace lectern
