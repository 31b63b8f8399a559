#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/ml/trees/decision_tree.h"

namespace lectern::trees {

// How often each of n rows is drawn in n draws with repetition.   → n
std::vector<int> bootstrap_counts(int n, Rng& rng);

// Inputs in random order, drawn anew at each node.
class DrawnFeatures : public CandidateFeatures {
 public:
  DrawnFeatures(int features, Rng rng);
  void begin(std::uint64_t place) override;
  int next() override;

 private:
  std::vector<int> order_;
  std::size_t drawn_ = 0;
  Rng rng_;
};

// Only the given inputs, in their order, at every node: the random subspace method.
class FixedFeatures : public CandidateFeatures {
 public:
  explicit FixedFeatures(std::vector<int> features) : features_(std::move(features)) {}
  void begin(std::uint64_t) override { next_ = 0; }
  int next() override { return next_ < features_.size() ? features_[next_++] : -1; }

 private:
  std::vector<int> features_;
  std::size_t next_ = 0;
};

struct ForestOptions {
  TreeOptions tree;          // max_features < d: a random forest; d or 0: bagged trees
  bool bootstrap = true;     // false: each tree sees all rows, as is usual for extremely randomised trees
  int features_of_tree = 0;  // > 0: each tree sees only so many inputs, drawn once (random subspace)
};

struct ForestTree {
  DecisionTree tree;
  std::vector<int> counts;  // n: how often it saw each row
};

// One tree of a forest, from what `rng` draws: the bootstrap sample first, then its inputs and thresholds.
// target.counts are not used.
// Sources: Breiman, Bagging predictors (Machine Learning 24, 1996); Random forests (45, 2001); Ho, The random subspace
// method (IEEE PAMI 20, 1998); Geurts, Ernst, Wehenkel, Extremely randomized trees (Machine Learning 63, 2006).
ForestTree grow_forest_tree(TreeGrower& grower, const SortedInputs& inputs, const TreeTarget& target,
                            const ForestOptions& options, const Rng& rng);

// Trees that answer together: with the mean of their values, or of their leaves' shares of the classes.
class Forest {
 public:
  explicit Forest(int classes = 0) : classes_(classes) {}

  void add(DecisionTree tree) { trees_.push_back(std::move(tree)); }
  std::span<const DecisionTree> trees() const { return trees_; }
  int classes() const { return classes_; }

  // The mean of the leaves' shares; at least one tree.   shares  classes, overwritten
  void shares(std::span<const double> x, std::span<double> shares) const;
  // How many trees vote for each class.   votes  classes, overwritten
  void votes(std::span<const double> x, std::span<int> votes) const;
  // The mean of the trees' values, or the class of the largest mean share (of equals the lowest).
  double predict(std::span<const double> x) const;

  auto state() const { return std::tie(trees_, classes_); }

 private:
  std::vector<DecisionTree> trees_;
  int classes_;
};

// Adds the shares of the leaf's classes, or its value, to `sums`.   sums  classes, or 1
void add_answer(const DecisionTree& tree, int leaf, std::span<double> sums);

// What the trees that did not see a row answer for it.
// Source: Breiman, Out-of-bag estimation (1996).
class OutOfBag {
 public:
  OutOfBag(int rows, int classes);

  // counts  n: what the tree saw
  void add(const DecisionTree& tree, ConstMatrixView<double> X, std::span<const int> counts);
  // n: the trees that did not see each row.
  std::span<const int> trees() const { return trees_; }
  // The share of wrong classes, or the mean squared error, of rows that some tree did not see; NaN without any.
  double error(const TreeTarget& target) const;

  auto state() const { return std::tie(sums_, trees_, classes_); }

 private:
  std::vector<double> sums_;  // n × classes, or n × 1
  std::vector<int> trees_;
  int classes_;
};

// By how much a forest is worse when the values of one input are shuffled among the rows that a tree did not see: the
// rise of the tree's error (share of wrong classes, or squared error), in the mean over trees.
// Source: Breiman, Random forests (2001), §10.
class PermutationImportance {
 public:
  explicit PermutationImportance(int features) : sums_(static_cast<std::size_t>(features), 0.0) {}

  void add(const DecisionTree& tree, ConstMatrixView<double> X, const TreeTarget& target, std::span<const int> counts,
           Rng& rng);
  // d: the mean rise of the error; 0 before the first tree.
  std::vector<double> importance() const;

  auto state() const { return std::tie(sums_, trees_); }

 private:
  std::vector<double> sums_;
  int trees_ = 0;
};

}  // namespace lectern::trees
