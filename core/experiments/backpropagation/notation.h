#pragma once

#include <string>
#include <string_view>

#include "core/ml/nn/activation.h"

namespace lectern::backpropagation {

// How the decks write a network.
//   hats      ω⁽ˡ⁾ leads to layer l, inputs are layer 1, a = σ(z), Δ, cost E
//   brackets  w[l] leads to layer l, inputs are x and layer 0, z = s(u), δ, cost ℓ
//   between   w⁽ˡ⁾ leads from layer l to l + 1, inputs are layer 1, a = g(z), δ, cost J
enum class Symbols { hats, brackets, between };

// Appends names and numbers to a text. Layers and units are counted from 0, the inputs; unit kSummed is k.
class Pen {
 public:
  static constexpr int kSummed = -2;

  Pen(std::string& text, Symbols symbols, int layers) : text_(text), symbols_(symbols), layers_(layers) {}

  Pen& clear() { return text_.clear(), *this; }
  Pen& write(std::string_view words) { return text_.append(words), *this; }
  // "−0.123"; in brackets where it is negative and `enclosed`.
  Pen& number(double value, bool enclosed = false);
  // As a term of a sum: " − 0.3" or " + 0.3", the first without blanks.
  Pen& signed_number(double value, bool first);
  Pen& whole(int value);

  Pen& weight(int layer, int unit, int from);  // from −1: the bias
  Pen& sum(int layer, int unit);               // before the activation
  Pen& activation(int layer, int unit);
  Pen& error(int layer, int unit);
  Pen& target(int unit) { return write("y").lowered(unit); }
  Pen& integral(int unit) { return write("F").lowered(unit); }
  // Of whole layers: "ω⁽²⁾", "a⁽²⁾".
  Pen& weights(int layer) { return write(symbols_ == Symbols::hats ? "ω" : "w").raised(weight_layer(layer)); }
  Pen& biases(int layer) { return write("b").raised(weight_layer(layer)); }
  Pen& sums(int layer) { return write(symbols_ == Symbols::brackets ? "u" : "z").raised(shown_layer(layer)); }
  Pen& activations(int layer);
  Pen& errors(int layer) { return write(symbols_ == Symbols::hats ? "Δ" : "δ").raised(shown_layer(layer)); }

  // "σ"; of the identity nothing.
  Pen& function(nn::ActivationKind kind);
  std::string_view cost() const;
  std::string_view text() const { return text_; }
  int shown_layer(int layer) const { return symbols_ == Symbols::brackets ? layer : layer + 1; }

 private:
  int weight_layer(int layer) const { return symbols_ == Symbols::between ? layer : shown_layer(layer); }
  Pen& raised(int layer);
  Pen& lowered(int unit);

  std::string& text_;
  Symbols symbols_;
  int layers_;
};

}  // namespace lectern::backpropagation
