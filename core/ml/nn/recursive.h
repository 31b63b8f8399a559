#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::nn {

// Binary trees side by side, as one list of nodes in which children stand before their parent.
//   symbol  of each node: a leaf's number among the leaves, or an inner node's among the operators
//   left, right  of each node: where its children stand; −1 for a leaf
struct Forest {
  std::vector<std::int32_t> symbol, left, right;

  std::ptrdiff_t size() const { return static_cast<std::ptrdiff_t>(symbol.size()); }
  bool is_leaf(std::ptrdiff_t node) const { return left[static_cast<std::size_t>(node)] < 0; }
  void clear();
  // Returns where the node stands.
  std::int32_t add(std::int32_t node_symbol, std::int32_t left_child = -1, std::int32_t right_child = -1);
  auto state() const { return std::tie(symbol, left, right); }
};

// Room for one forward and backward pass over a forest of n nodes; memory is kept from call to call.
template <typename T>
struct RecursivePass {
  Matrix<T> vectors;                 // n × H: of every node
  Matrix<T> d_vectors;               // n × H
  Matrix<T> outputs;                 // n × 1: what is read of every node
  Matrix<T> inputs;                  // m × 2H: the children of all inner nodes, in the order below
  Matrix<T> merged, d_inputs;        // of one group
  std::vector<std::int32_t> height;  // of every node: 0 of a leaf
  std::vector<std::int32_t> order;   // the m inner nodes: by height, and of one height by operator
  std::vector<std::int32_t> groups;  // where groups of one height and operator begin in `order`, and its end
};

// A recursive network: one vector for each leaf symbol, and one layer for each operator that merges the vectors of two
// children into that of their parent, over and over:
//   v = E[symbol] of a leaf;   v = tanh(W_o [v_left; v_right] + b_o) of an operator o;   output = v·w + b of every node
// Nodes of one height and operator are merged in one matrix product.
// Source: Socher, Lin, Ng, Manning, Parsing Natural Scenes and Natural Language with Recursive Neural Networks (2011).
template <typename T>
class RecursiveNetwork {
 public:
  RecursiveNetwork(std::ptrdiff_t leaf_symbols, std::ptrdiff_t operators, std::ptrdiff_t hidden, const Rng& rng);

  std::ptrdiff_t hidden() const { return hidden_; }
  // E (symbols × H), then W (H × 2H) and b (H) of each operator, then w (H) and b of the output.
  std::span<T> parameters() { return parameters_; }
  std::span<const T> parameters() const { return parameters_; }

  void forward(const Forest& forest, RecursivePass<T>& pass) const;

  // The mean of (output − target)² over the nodes whose weight is 1, and its gradient.
  //   targets, weights  n each;  gradients as parameters(), overwritten
  double gradient(const Forest& forest, std::span<const T> targets, std::span<const T> weights, RecursivePass<T>& pass,
                  std::span<T> gradients) const;

  auto state() const { return std::tie(parameters_); }

 private:
  // Of operator o: its matrix and its bias; and of the output.
  std::ptrdiff_t merge_at(std::ptrdiff_t o) const { return (leaves_ + o * (2 * hidden_ + 1)) * hidden_; }
  std::ptrdiff_t readout_at() const { return merge_at(operators_); }

  std::ptrdiff_t leaves_, operators_, hidden_;
  AlignedVector<T> parameters_;
};

}  // namespace lectern::nn
