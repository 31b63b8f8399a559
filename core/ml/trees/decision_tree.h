#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/ml/trees/impurity.h"
#include "core/ml/trees/sorted_inputs.h"

namespace lectern::trees {

// What ends the growth of a tree, and how it looks for splits.
struct TreeOptions {
  Criterion criterion = Criterion::gini;            // squared_error exactly for regression
  int max_depth = std::numeric_limits<int>::max();  // at least 0; the root alone has depth 0
  int min_leaf = 1;                                 // samples on each side of a split, at least 1
  int min_split = 2;                                // a node with fewer samples is a leaf
  int max_features = 0;                             // inputs that compete at a node; 0: all of those given
  bool random_thresholds = false;  // one threshold for each input, drawn between its least and greatest value
};

// The inputs that compete at a node. A forest draws them; without it all inputs compete in their order.
class CandidateFeatures {
 public:
  virtual ~CandidateFeatures() = default;
  // Begins with a node: the root is at place 1, the two below place h are at 2h and 2h + 1 (modulo 2^64).
  virtual void begin(std::uint64_t place) = 0;
  // The next input to look at, none twice; −1: there are no more.
  virtual int next() = 0;
};

struct TreeNode {
  int feature = -1;  // −1: a leaf
  int left = -1, right = -1;
  int samples = 0;               // of the training set, with repetition
  double threshold = 0;          // x[feature] ≤ threshold goes left
  std::uint64_t categories = 0;  // not 0: the input is a category c, and goes left where bit c is set
  double weight = 0;             // of its samples
  double value = 0;              // their mean; for classes the most frequent one, of equals the lowest
  double impurity = 0;

  bool is_leaf() const { return feature < 0; }
  bool goes_left(double x) const {
    return categories == 0 ? x <= threshold : ((categories >> static_cast<unsigned>(x)) & 1) != 0;
  }
  auto state() const { return std::tie(feature, left, right, samples, threshold, categories, weight, value, impurity); }
};

// A piecewise constant function: a question about one input at each node, an answer at each leaf.
// Source: Breiman, Friedman, Olshen, Stone, Classification and Regression Trees (1984), §2.4, §8.3.
class DecisionTree {
 public:
  // The root first, then all of its left side, then all of its right side, and so on below.
  std::span<const TreeNode> nodes() const { return nodes_; }
  int classes() const { return classes_; }  // 0: regression
  int leaves() const { return static_cast<int>(nodes_.size() + 1) / 2; }
  int depth() const { return depth_; }  // splits above the deepest leaf

  // What the classes of a node's samples weigh.   → classes
  std::span<const double> masses(int node) const {
    return std::span(masses_).subspan(static_cast<std::size_t>(node * classes_), static_cast<std::size_t>(classes_));
  }
  // The leaf that x, d, falls into.
  int leaf_of(std::span<const double> x) const;
  // Its value: the mean, or the class.
  double predict(std::span<const double> x) const { return nodes_[static_cast<std::size_t>(leaf_of(x))].value; }
  // The same for each row.   X  m × d   →   m
  std::vector<double> predict(ConstMatrixView<double> X) const;
  // Gives a leaf another value, as boosting does.
  void set_value(int node, double value) { nodes_[static_cast<std::size_t>(node)].value = value; }

  // Without what is below the nodes that are marked.   becomes_leaf: one for each node
  DecisionTree pruned(const std::vector<bool>& becomes_leaf) const;

  auto state() const { return std::tie(nodes_, masses_, classes_, depth_); }

 private:
  friend class TreeGrower;

  std::vector<TreeNode> nodes_;
  std::vector<double> masses_;  // nodes × classes
  int classes_ = 0;
  int depth_ = 0;
};

// Grows trees from one training set; the room it needs is kept from tree to tree.
// A node is split unless it is as deep as allowed, pure, too small, or no threshold leaves min_leaf samples on both
// sides; there is no least gain. Of all thresholds that one is taken which lowers the impurity most; thresholds lie in
// the middle of neighbouring distinct values of the node's samples. Equally good (by 1e-12 of the node's impurity, so
// that rounding does not choose between mirror images): the first candidate, then the lowest threshold. A category is
// split into two sets: of two classes and for regression the best ones, in the order of the categories' means (Breiman
// et al., theorem 4.5); of more classes the best in the order of each class's share in turn. What a node has not seen
// goes to its larger side.
// Numerics: sums run in the order of the inputs' values.
// Costs d n log n at most and d n for each level where all inputs compete; m n log n for each level where m of many do.
class TreeGrower {
 public:
  // The inputs outlive the grower.
  explicit TreeGrower(const SortedInputs& inputs) : inputs_(inputs) {}

  // candidates  null: all inputs compete in their order. Inputs that do not vary in a node are passed over, and the
  //             search goes on beyond max_features until one varies.
  // rng         draws random thresholds; needed only for them
  // At least one row counts.
  DecisionTree grow(const TreeTarget& target, const TreeOptions& options, CandidateFeatures* candidates = nullptr,
                    Rng* rng = nullptr);

  // n: the leaf of the last tree that each of its rows fell into; −1: the row did not count.
  std::span<const int> leaf_of_rows() const { return leaf_of_rows_; }

 private:
  using Entry = SortedInputs::Entry;
  // The samples of a node: places first … last − 1 in the order of every input.
  struct Part {
    int first = 0, last = 0, depth = 0, right_of = -1;  // the node whose right side this is; −1: root or left side
    std::uint64_t place = 1;
    bool sorted = false;  // in orders_, too

    int size() const { return last - first; }
  };
  struct Split {
    int feature = -1;  // −1: none is possible
    std::uint32_t rank = 0;
    double threshold = 0, decrease = 0;
    std::uint64_t categories = 0;
  };

  void take_rows();
  void measure(const Part& part);
  TreeNode leaf(const Part& part);
  bool is_final(const Part& part);
  Split best_split(const Part& part);
  std::span<const Entry> sorted_entries(const Part& part, int feature);
  template <typename Scan>
  void scan_ordered(std::span<const Entry> entries, int feature, Scan scan, Split& best) const;
  template <typename Scan>
  void scan_random(const Part& part, int feature, Scan scan, Split& best);
  template <typename Scan>
  void scan_categories(const Part& part, int feature, const Scan& scan, Split& best);
  template <typename Scan>
  void scan_feature(const Part& part, int feature, const Scan& scan, Split& best);
  void with_scan(const Part& part, int feature, Split& best);
  bool varies(const Part& part, int feature) const;
  int divide(const Part& part, const Split& split);
  bool pays_sorting(int size) const;

  const SortedInputs& inputs_;
  const TreeTarget* target_ = nullptr;
  const TreeOptions* options_ = nullptr;
  CandidateFeatures* candidates_ = nullptr;
  Rng* rng_ = nullptr;
  int active_ = 0, samples_ = 0;       // rows that count; with repetition
  std::vector<double> weights_;        // n, where not plain
  std::vector<std::uint32_t> rows_;    // active: those of each part together
  std::vector<Entry> orders_;          // d × active
  std::vector<Entry> sorted_, spare_;  // active
  std::vector<std::uint32_t> spare_rows_;
  std::vector<char> is_left_;  // n
  std::vector<int> leaf_of_rows_;
  std::vector<double> table_;  // i log2 i
  // Of the present node.
  std::vector<double> totals_, left_, right_;  // classes
  std::vector<double> distances_;              // n: y − mean
  double mass_ = 0, impurity_ = 0, mean_ = 0, slack_ = 0;
  int count_ = 0;
};

// One tree by itself.
DecisionTree regression_tree(ConstMatrixView<double> X, std::span<const double> y, TreeOptions options = {});
DecisionTree classification_tree(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                                 const TreeOptions& options = {});

// A threshold between two neighbouring distinct values of a node, and by how much splitting there lowers the impurity:
// I − (W_left I_left + W_right I_right) / W.
struct ThresholdGain {
  double threshold = 0, gain = 0;
  int left = 0;  // samples
};

// All thresholds of one input among the given rows, rising. Categories are taken as ordered.
// X     n × d
// rows  of X, any order; all weights 1
std::vector<ThresholdGain> threshold_gains(ConstMatrixView<double> X, const TreeTarget& target,
                                           std::span<const int> rows, int feature, Criterion criterion);

// The impurity of the given rows, at least one.
double impurity(const TreeTarget& target, std::span<const int> rows, Criterion criterion);

// Cost-complexity pruning: the subtree that minimises Σ_leaves (weight/total) impurity + α · leaves, for every α at
// once. The result, one for each node, is the α from which on the node is a leaf or gone (0 for leaves of the tree). It
// never rises from a node to those below, so the tree for α is pruned(those whose value is ≤ α).
// Source: Breiman et al. (1984), §3.3: the weakest link is cut first.
std::vector<double> pruning_alphas(const DecisionTree& tree);

// The total decrease of weight × impurity by splits of each input, normalised to the sum 1 (all 0 for a single leaf).
//   → d
std::vector<double> impurity_importance(const DecisionTree& tree, int features);

}  // namespace lectern::trees
