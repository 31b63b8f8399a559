#include "core/experiments/backpropagation/notation.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace lectern::backpropagation {

Pen& Pen::number(double value, bool enclosed) {
  std::array<char, 32> digits;
  std::snprintf(digits.data(), digits.size(), "%.3g", std::fabs(value));
  const bool is_negative = value < 0;
  if (is_negative) write(enclosed ? "(−" : "−");
  write(digits.data());
  return is_negative && enclosed ? write(")") : *this;
}

Pen& Pen::signed_number(double value, bool first) {
  if (first) return number(value);
  return write(value < 0 ? " − " : " + ").number(std::fabs(value));
}

Pen& Pen::whole(int value) {
  std::array<char, 16> digits;
  std::snprintf(digits.data(), digits.size(), "%d", value);
  return write(digits.data());
}

Pen& Pen::raised(int layer) {
  constexpr std::array<std::string_view, 10> kDigits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  if (symbols_ == Symbols::brackets) return write("[").whole(layer).write("]");
  return write("⁽").write(kDigits[static_cast<std::size_t>(layer) % 10]).write("⁾");
}

Pen& Pen::lowered(int unit) {
  constexpr std::array<std::string_view, 10> kDigits{"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
  return write(unit == kSummed ? "ₖ" : kDigits[static_cast<std::size_t>(unit + 1) % 10]);
}

Pen& Pen::weight(int layer, int unit, int from) {
  if (from == -1) return write("b").lowered(unit).raised(weight_layer(layer));
  return write(symbols_ == Symbols::hats ? "ω" : "w").lowered(unit).lowered(from).raised(weight_layer(layer));
}

Pen& Pen::sum(int layer, int unit) {
  return write(symbols_ == Symbols::brackets ? "u" : "z").lowered(unit).raised(shown_layer(layer));
}

Pen& Pen::activation(int layer, int unit) {
  if (symbols_ != Symbols::brackets) return write("a").lowered(unit).raised(shown_layer(layer));
  if (layer == 0) return write("x").lowered(unit);
  if (layer + 1 == layers_) return write("ŷ").lowered(unit);
  return write("z").lowered(unit).raised(layer);
}

Pen& Pen::error(int layer, int unit) {
  return write(symbols_ == Symbols::hats ? "Δ" : "δ").lowered(unit).raised(shown_layer(layer));
}

Pen& Pen::activations(int layer) {
  if (symbols_ != Symbols::brackets) return write("a").raised(shown_layer(layer));
  if (layer == 0) return write("x");
  if (layer + 1 == layers_) return write("ŷ");
  return write("z").raised(layer);
}

Pen& Pen::function(nn::ActivationKind kind) {
  switch (kind) {
    case nn::ActivationKind::identity: return *this;
    case nn::ActivationKind::relu: return write("ReLU");
    case nn::ActivationKind::tanh: return write("tanh");
    default: return write(symbols_ == Symbols::hats ? "σ" : symbols_ == Symbols::brackets ? "s" : "g");
  }
}

std::string_view Pen::cost() const {
  return symbols_ == Symbols::hats ? "E" : symbols_ == Symbols::brackets ? "ℓ" : "J";
}

}  // namespace lectern::backpropagation
