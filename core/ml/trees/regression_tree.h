#pragma once

#include <limits>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::trees {

// What ends the growth of a tree.
struct TreeLimits {
  int max_depth = std::numeric_limits<int>::max();  // at least 0; the root alone has depth 0
  int min_leaf = 1;                                 // samples on each side of a split, at least 1
};

struct TreeNode {
  int feature = -1;      // −1: a leaf
  double threshold = 0;  // x[feature] ≤ threshold goes left
  int left = -1, right = -1;
  int samples = 0;      // of the training set
  double value = 0;     // their mean
  double impurity = 0;  // their mean squared distance from it

  auto state() const { return std::tie(feature, threshold, left, right, samples, value, impurity); }
};

// A piecewise constant function, grown from its root by splits of one feature each: every split is the one that lowers
// the squared error Σ (y_i − mean of i's side)² most, and a leaf answers with the mean of its samples.
// Source: Breiman, Friedman, Olshen, Stone, Classification and Regression Trees (1984), §8.3.
// Numerics: sums run in the order of the features' values, equal ones by index. A split lowers the error by
// n s² / (n_left n_right), s = Σ_left (y_i − mean), no difference of large sums; decreases that differ by less than
// 1e-12 of the node's error count as equal, so that rounding does not choose between mirror images.
class RegressionTree {
 public:
  // X  n × d, y  n, all finite; n ≥ 1, d ≥ 1. A node is split unless it is as deep as allowed, all its y are equal or
  // no threshold leaves min_leaf samples on both sides; there is no least gain. Thresholds lie in the middle of
  // neighbouring distinct values; of equally good splits that of the first feature and then of the lowest threshold is
  // taken. Costs d n log n, and d n for each level.
  RegressionTree(ConstMatrixView<double> X, std::span<const double> y, const TreeLimits& limits = {});

  // The mean of the leaf that x, d, falls into.
  double predict(std::span<const double> x) const;
  // The same for each row.   X  m × d   →   m
  std::vector<double> predict(ConstMatrixView<double> X) const;

  // The root first, then all of its left side, then all of its right side, and so on below.
  std::span<const TreeNode> nodes() const { return nodes_; }
  int leaves() const { return static_cast<int>(nodes_.size() + 1) / 2; }
  int depth() const { return depth_; }  // splits above the deepest leaf

  auto state() const { return std::tie(nodes_); }

 private:
  std::vector<TreeNode> nodes_;
  int depth_ = 0;
};

}  // namespace lectern::trees
