#pragma once

#include <cstdint>
#include <limits>

#include "core/ml/linear/cross_validation.h"

// Trees and ensembles of trees, each as a function that learns from (X n × d, y) and predicts: for numbers y their
// mean, for classes y = 0, 1 the probability of class 1. (The impurity p(1 − p) of such numbers is half the Gini
// impurity, so that the same splits are chosen.)
namespace lectern {

struct TreeRule {
  int depth = std::numeric_limits<int>::max();  // at most so many questions in a row
  // Shares of the squared error, or impurity, that all points have together:
  double least_gain = 0;  // growth stops at a node whose best split gains less
  double price = 0;       // of a leaf: of the grown tree, what does not pay for its leaves is pruned
  int tried = 0;          // inputs that compete at a split, drawn anew for each; 0: all
};

// One tree; `tried` must be 0.
linear::FitAndPredict single_tree(const TreeRule& rule);

// The mean of trees that are each grown on a bootstrap sample: bagged trees, or with `tried` > 0 a random forest. The
// first trees of the same seed are the same, however many there are.
linear::FitAndPredict bagged_trees(int trees, const TreeRule& rule, std::uint64_t seed);

// Gradient boosting: stage by stage, `rate` times a tree that fits what is left. Its trees are not cut back.
struct BoostedTrees {
  int stages = 30;
  double rate = 0.3;
  bool classes = false;  // y is 0 or 1, and the loss is that of logistic regression; false: the squared error
};
linear::FitAndPredict boosted_trees(const BoostedTrees& spec, const TreeRule& rule);

}  // namespace lectern
