#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/result.h"
#include "core/math/rng.h"
#include "core/ml/nn/recursive.h"

// Arithmetic of digits as binary trees: "(3 + 4) × 2".
namespace lectern {

constexpr int kDigits = 10;
constexpr int kOperators = 3;          // +, −, ×
constexpr double kLargestTaught = 20;  // of the values in trees that are drawn, at every node
constexpr int kMostLeaves = 16;        // of a typed expression

// Trees in one forest, each node with its exact value; the last node of a tree is its root.
struct Expressions {
  nn::Forest forest;
  std::vector<double> values;        // of every node
  std::vector<std::int32_t> roots;   // of every tree
  std::vector<std::int32_t> leaves;  // of every tree, how many

  void clear();
  auto state() const { return std::tie(forest, values, roots, leaves); }
};

// Appends a random tree of so many leaves: digits, operators and shape are drawn evenly, anew until no node's value is
// beyond ±kLargestTaught.
void add_random_tree(int leaves, Rng& rng, Expressions& into);

// Reads digits, + − × ( ), with the usual ranks; * · x and - mean the same. What was there before is replaced by the
// one tree; an error says where the expression cannot be read.
Result<bool> add_typed_tree(std::string_view text, Expressions& into);

// "+", "−" or "×".
std::string_view operator_name(std::int32_t number);

}  // namespace lectern
