#pragma once

#include "core/experiments/backpropagation/notation.h"
#include "core/experiments/backpropagation/walk.h"
#include "core/lab/panel.h"

namespace lectern::backpropagation {

// How much a step computes.
enum class Pace { number, layer, update };

// What a lecturer writes on the board: the formula of what was computed last, with the numbers inserted.
class Board {
 public:
  // text  room for the words
  Board(const Walk& walk, Symbols symbols, Pace pace, std::string& text)
      : walk_(walk), net_(walk.network()), pace_(pace), pen_(text, symbols, net_.layers()) {}

  void describe(Text& text);
  // The lines of the program and, beside each, the line that differentiates it.
  void describe_tape(Table& table);
  // Whether the neuron takes part in what was computed last: what is lit are the paths between such neurons.
  bool is_lit(int layer, int unit) const;

 private:
  void describe_forward(Text& text, int unit);
  void describe_cost(Text& text);
  void describe_delta(Text& text, int unit);
  void describe_gradient(Text& text);
  void describe_update(Text& text);
  // σ(0.4·σ(…) + …): the activation as a formula of the inputs alone.
  void write_nested(int layer, int unit);
  int nested_products(int layer) const;
  // Of a network of linear neurons alone: what one linear neuron would do.
  void describe_collapse(Text& text);
  bool is_linear() const;
  // Σ over all paths from an input to the neuron of the product of their weights; input −1: of all biases.
  double path_sum(int layer, int unit, int input) const;
  void write_slope(int layer, int unit);
  double a(int layer, int unit) const { return walk_.pass().a[static_cast<std::size_t>(net_.neuron(layer, unit))]; }
  double z(int layer, int unit) const { return walk_.pass().z[static_cast<std::size_t>(net_.neuron(layer, unit))]; }
  double delta(int layer, int unit) const {
    return walk_.pass().delta[static_cast<std::size_t>(net_.neuron(layer, unit))];
  }

  const Walk& walk_;
  const nn::OpenNetwork& net_;
  Pace pace_;
  Pen pen_;
};

}  // namespace lectern::backpropagation
