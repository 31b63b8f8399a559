#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::trees {

// The mean depth at which a random tree isolates one of n samples, c(n) = 2 (log(n − 1) + γ) − 2 (n − 1)/n; c(2) = 1,
// c(1) = 0.
double mean_isolation_depth(int n);

struct IsolationNode {
  int feature = -1;      // −1: a leaf
  double threshold = 0;  // x[feature] ≤ threshold goes left
  int left = -1, right = -1;
  int samples = 0;

  auto state() const { return std::tie(feature, threshold, left, right, samples); }
};

// A tree of random splits; what it isolates early is an anomaly.
class IsolationTree {
 public:
  IsolationTree() = default;
  // Root first. Children follow their parents.
  explicit IsolationTree(std::vector<IsolationNode> nodes) : nodes_(std::move(nodes)) {}
  // Cuts a random feature at a random place between its smallest and largest value, until a sample is alone or the tree
  // is as deep as log₂ of the samples.
  // X  n × d;  rows  of X, reordered
  IsolationTree(ConstMatrixView<double> X, std::span<int> rows, Rng& rng);

  std::span<const IsolationNode> nodes() const { return nodes_; }
  int depth(const double* x) const;           // edges to the leaf of x, d numbers
  double path_length(const double* x) const;  // depth + c(samples of the leaf)

  auto state() const { return std::tie(nodes_); }

 private:
  int grow(ConstMatrixView<double> X, std::span<int> rows, int depth, int deepest, Rng& rng);
  int leaf(const double* x, int* depth) const;

  std::vector<IsolationNode> nodes_;
};

// The anomaly score 2^(−mean path length / c(subsample)): near 1 for what is isolated at once, well below 0.5 for what
// lies amid others.
// Source: Liu, Ting, Zhou, ICDM 2008.
class IsolationForest {
 public:
  IsolationForest() = default;
  explicit IsolationForest(int subsample) : subsample_(subsample) {}
  // Of trees read from elsewhere.
  IsolationForest(std::vector<IsolationTree> trees, int subsample) : trees_(std::move(trees)), subsample_(subsample) {}

  // One more tree, of min(subsample, n) rows of X drawn without replacement; that becomes the subsample.   X  n × d, n
  // ≥ 1
  void grow(ConstMatrixView<double> X, Rng& rng);

  std::span<const IsolationTree> trees() const { return trees_; }
  double mean_path_length(const double* x) const;
  // 0.5 without trees.
  double score(const double* x) const { return score_of(mean_path_length(x)); }
  double score_of(double mean_path_length) const;

  auto state() const { return std::tie(trees_, subsample_); }

 private:
  std::vector<IsolationTree> trees_;
  int subsample_ = 256;
};

}  // namespace lectern::trees
