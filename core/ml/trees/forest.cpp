#include "core/ml/trees/forest.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/ml/trees/tree_arrays.h"

namespace lectern::trees {

std::vector<int> bootstrap_counts(int n, Rng& rng) {
  std::vector<int> counts(at(n), 0);
  for (int i = 0; i < n; ++i) ++counts[rng.below(static_cast<std::uint32_t>(n))];
  return counts;
}

DrawnFeatures::DrawnFeatures(int features, Rng rng) : order_(at(features)), rng_(rng) {
  std::iota(order_.begin(), order_.end(), 0);
}

void DrawnFeatures::begin(std::uint64_t) { drawn_ = 0; }

// Fisher–Yates, as far as it is asked for; any order is as good a beginning as another.
int DrawnFeatures::next() {
  if (drawn_ == order_.size()) return -1;
  const std::size_t other = drawn_ + rng_.below(static_cast<std::uint32_t>(order_.size() - drawn_));
  std::swap(order_[drawn_], order_[other]);
  return order_[drawn_++];
}

ForestTree grow_forest_tree(TreeGrower& grower, const SortedInputs& inputs, const TreeTarget& target,
                            const ForestOptions& options, const Rng& rng) {
  ForestTree grown;
  Rng draws = rng.split("sample"), thresholds = rng.split("thresholds");
  grown.counts = options.bootstrap ? bootstrap_counts(inputs.rows(), draws) : std::vector<int>(at(inputs.rows()), 1);
  TreeTarget sample = target;
  sample.counts = options.bootstrap ? std::span<const int>(grown.counts) : std::span<const int>{};
  if (options.features_of_tree > 0) {
    DrawnFeatures drawn(inputs.features(), rng.split("features"));
    std::vector<int> some(at(std::min(options.features_of_tree, inputs.features())));
    for (int& feature : some) feature = drawn.next();
    std::sort(some.begin(), some.end());
    FixedFeatures fixed(std::move(some));
    grown.tree = grower.grow(sample, options.tree, &fixed, &thresholds);
  } else if (options.tree.max_features > 0 && options.tree.max_features < inputs.features()) {
    DrawnFeatures drawn(inputs.features(), rng.split("features"));
    grown.tree = grower.grow(sample, options.tree, &drawn, &thresholds);
  } else {
    grown.tree = grower.grow(sample, options.tree, nullptr, &thresholds);
  }
  return grown;
}

void add_answer(const DecisionTree& tree, int leaf, std::span<double> sums) {
  const TreeNode& node = tree.nodes()[at(leaf)];
  if (tree.classes() == 0) {
    sums[0] += node.value;
    return;
  }
  const std::span<const double> masses = tree.masses(leaf);
  for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += masses[k] / node.weight;
}

void Forest::shares(std::span<const double> x, std::span<double> shares) const {
  std::fill(shares.begin(), shares.end(), 0.0);
  for (const DecisionTree& tree : trees_) add_answer(tree, tree.leaf_of(x), shares);
  for (double& share : shares) share /= static_cast<double>(trees_.size());
}

void Forest::votes(std::span<const double> x, std::span<int> votes) const {
  std::fill(votes.begin(), votes.end(), 0);
  for (const DecisionTree& tree : trees_) ++votes[static_cast<std::size_t>(tree.predict(x))];
}

double Forest::predict(std::span<const double> x) const {
  if (classes_ == 0) {
    double sum = 0;
    for (const DecisionTree& tree : trees_) sum += tree.predict(x);
    return sum / static_cast<double>(trees_.size());
  }
  std::vector<double> mean(at(classes_));
  shares(x, mean);
  return argmax(mean);
}

OutOfBag::OutOfBag(int rows, int classes)
    : sums_(at(rows) * at(std::max(classes, 1)), 0.0), trees_(at(rows), 0), classes_(classes) {}

void OutOfBag::add(const DecisionTree& tree, ConstMatrixView<double> X, std::span<const int> counts) {
  const std::size_t width = at(std::max(classes_, 1)), features = static_cast<std::size_t>(X.cols);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) continue;
    ++trees_[i];
    const int leaf = tree.leaf_of({X.row(static_cast<std::ptrdiff_t>(i)), features});
    add_answer(tree, leaf, std::span(sums_).subspan(i * width, width));
  }
}

double OutOfBag::error(const TreeTarget& target) const {
  const std::size_t width = at(std::max(classes_, 1));
  double sum = 0;
  int rows = 0;
  for (std::size_t i = 0; i < trees_.size(); ++i) {
    if (trees_[i] == 0) continue;
    ++rows;
    if (classes_ == 0) {
      const double distance = sums_[i] / trees_[i] - target.y[i];
      sum += distance * distance;
    } else {
      sum += argmax(std::span(sums_).subspan(i * width, width)) != target.labels[i] ? 1 : 0;
    }
  }
  return rows > 0 ? sum / rows : std::numeric_limits<double>::quiet_NaN();
}

void PermutationImportance::add(const DecisionTree& tree, ConstMatrixView<double> X, const TreeTarget& target,
                                std::span<const int> counts, Rng& rng) {
  std::vector<std::ptrdiff_t> unseen;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] == 0) unseen.push_back(static_cast<std::ptrdiff_t>(i));
  ++trees_;
  if (unseen.empty()) return;
  std::vector<double> x(sums_.size());
  // The error with input `feature` taken from the rows `from`; −1: as it is.
  const auto error = [&](int feature, std::span<const std::ptrdiff_t> from) {
    double sum = 0;
    for (std::size_t i = 0; i < unseen.size(); ++i) {
      std::copy(X.row(unseen[i]), X.row(unseen[i]) + X.cols, x.begin());
      if (feature >= 0) x[at(feature)] = X(from[i], feature);
      const double predicted = tree.predict(x);
      const auto row = static_cast<std::size_t>(unseen[i]);
      if (target.is_regression()) {
        sum += (predicted - target.y[row]) * (predicted - target.y[row]);
      } else {
        sum += predicted != static_cast<double>(target.labels[row]) ? 1 : 0;
      }
    }
    return sum / static_cast<double>(unseen.size());
  };
  std::vector<bool> asked(sums_.size());
  for (const TreeNode& node : tree.nodes())
    if (!node.is_leaf()) asked[at(node.feature)] = true;
  const double before = error(-1, unseen);
  std::vector<std::ptrdiff_t> shuffled = unseen;
  for (std::size_t feature = 0; feature < sums_.size(); ++feature) {
    if (!asked[feature]) continue;
    rng.shuffle(std::span(shuffled));
    sums_[feature] += error(static_cast<int>(feature), shuffled) - before;
  }
}

std::vector<double> PermutationImportance::importance() const {
  std::vector<double> mean = sums_;
  for (double& value : mean) value /= std::max(trees_, 1);
  return mean;
}

}  // namespace lectern::trees
