#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/trees/decision_tree.h"
#include "core/parts/tree_examples.h"

namespace lectern {

// A tree that is grown from its root, always where it gains most, and pruned again by its weakest links. All its splits
// are known from the start: a split does not depend on the others beside it.
class GrownTree {
 public:
  struct Errors {
    double training = 0, validation = 0;  // means; NaN without examples
    int leaves = 1;
    double alpha = 0;  // of a pruned tree: from which α on it is the best
  };

  GrownTree(const TreeExamples& training, const TreeExamples& validation, const trees::TreeOptions& options);

  const trees::DecisionTree& tree() const { return tree_; }
  int splits() const { return static_cast<int>(order_.size()); }
  // The node split as number `split`, from 0.
  int node_of_split(int split) const { return order_[static_cast<std::size_t>(split)]; }
  // The number of the split of a node; −1: a leaf.
  int split_of_node(int node) const { return split_of_[static_cast<std::size_t>(node)]; }
  // By how much the split lowers the impurity of its node.
  double gain(int node) const;
  // After 0, 1, … splits.
  std::span<const Errors> growth() const { return growth_; }
  // Of the tree after so many splits, and of it with 1, 2, … weakest links cut, down to the root.
  std::vector<Errors> pruning(int splits, std::vector<std::vector<bool>>* inner = nullptr) const;
  // Which nodes are split after so many splits, with so many links cut.
  std::vector<bool> inner(int splits, int cuts) const;

 private:
  Errors errors_of(const std::vector<bool>& inner) const;
  double decrease(int node) const;

  trees::DecisionTree tree_;
  std::vector<int> order_, split_of_;
  std::vector<double> training_, validation_;  // of each node: the loss of its examples, were it a leaf; of the means
  std::vector<Errors> growth_;
  double training_size_ = 0, validation_size_ = 0;
};

// Trees of all depths from 0 on, each grown on other draws of the training data: what of their error comes from what
// they cannot express, and what from the data they happened to see.
class TreeReplicas {
 public:
  static constexpr int kDepths = 13;

  explicit TreeReplicas(Rng rng) : rng_(rng) {}

  // Grows one more tree on a bootstrap sample.
  void add(const TreeExamples& training, const TreeExamples& validation, trees::TreeOptions options);
  void clear() {
    replicas_ = 0;
    training_.clear();
    validation_.clear();
    sums_.clear();
    squares_.clear();
  }

  int replicas() const { return replicas_; }
  // Means over replicas for a depth.
  double training_error(int depth) const { return training_[static_cast<std::size_t>(depth)] / replicas_; }
  double validation_error(int depth) const { return validation_[static_cast<std::size_t>(depth)] / replicas_; }
  // Of all replicas together on the validation data: the error of their majority (or the squared error of their mean),
  // and how often one of them differs from it (or their variance). NaN without validation data.
  struct Parts {
    double bias = 0, variance = 0;
  };
  Parts parts(int depth, const TreeExamples& validation) const;

  auto state() const { return std::tie(replicas_, training_, validation_, sums_, squares_); }

 private:
  Rng rng_;
  int replicas_ = 0;
  std::vector<double> training_, validation_;  // kDepths: sums over replicas of mean losses
  std::vector<double> sums_;                   // kDepths × n × max(classes, 1): votes, or sums of values
  std::vector<double> squares_;                // kDepths × n: of values
};

}  // namespace lectern
