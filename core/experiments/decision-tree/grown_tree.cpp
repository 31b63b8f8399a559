#include "core/experiments/decision-tree/grown_tree.h"

#include <algorithm>
#include <limits>

#include "core/ml/trees/forest.h"
#include "core/ml/trees/tree_arrays.h"

namespace lectern {
namespace {

using trees::at;

// Adds what an example would lose in each node on its way.
void add_losses(const trees::DecisionTree& tree, const TreeExamples& examples, std::vector<double>& losses) {
  losses.assign(tree.nodes().size(), 0.0);
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const std::span<const double> x = examples.row(i);
    for (int node = 0;;) {
      const trees::TreeNode& here = tree.nodes()[at(node)];
      losses[at(node)] += examples.loss(i, here.value);
      if (here.is_leaf()) break;
      node = here.goes_left(x[at(here.feature)]) ? here.left : here.right;
    }
  }
}

double mean_of(double sum, double size) { return size > 0 ? sum / size : std::numeric_limits<double>::quiet_NaN(); }

}  // namespace

GrownTree::GrownTree(const TreeExamples& training, const TreeExamples& validation, const trees::TreeOptions& options) {
  const trees::SortedInputs inputs(training.X);
  tree_ = trees::TreeGrower(inputs).grow(training.target(), options);
  training_size_ = static_cast<double>(training.size());
  validation_size_ = static_cast<double>(validation.size());
  add_losses(tree_, training, training_);
  add_losses(tree_, validation, validation_);
  split_of_.assign(tree_.nodes().size(), -1);
  Errors errors = errors_of(std::vector<bool>(split_of_.size()));
  growth_.push_back(errors);
  double lost = training_[0], lost_validation = validation_[0];
  std::vector<int> open;
  if (!tree_.nodes()[0].is_leaf()) open.push_back(0);
  while (!open.empty()) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < open.size(); ++i) {
      const double a = decrease(open[i]), b = decrease(open[best]);
      if (a > b || (a == b && open[i] < open[best])) best = i;
    }
    const int node = open[best];
    open.erase(open.begin() + static_cast<std::ptrdiff_t>(best));
    split_of_[at(node)] = static_cast<int>(order_.size());
    order_.push_back(node);
    const trees::TreeNode& split = tree_.nodes()[at(node)];
    for (const int side : {split.left, split.right})
      if (!tree_.nodes()[at(side)].is_leaf()) open.push_back(side);
    lost += training_[at(split.left)] + training_[at(split.right)] - training_[at(node)];
    lost_validation += validation_[at(split.left)] + validation_[at(split.right)] - validation_[at(node)];
    growth_.push_back({mean_of(lost, training_size_), mean_of(lost_validation, validation_size_),
                       static_cast<int>(order_.size()) + 1, 0});
  }
}

double GrownTree::decrease(int node) const {
  const trees::TreeNode& split = tree_.nodes()[at(node)];
  const trees::TreeNode &left = tree_.nodes()[at(split.left)], &right = tree_.nodes()[at(split.right)];
  return split.weight * split.impurity - left.weight * left.impurity - right.weight * right.impurity;
}

double GrownTree::gain(int node) const { return decrease(node) / tree_.nodes()[at(node)].weight; }

GrownTree::Errors GrownTree::errors_of(const std::vector<bool>& inner) const {
  double lost = 0, lost_validation = 0;
  int leaves = 0;
  std::vector<int> waiting{0};
  while (!waiting.empty()) {
    const int node = waiting.back();
    waiting.pop_back();
    if (inner[at(node)]) {
      waiting.push_back(tree_.nodes()[at(node)].right);
      waiting.push_back(tree_.nodes()[at(node)].left);
      continue;
    }
    ++leaves;
    lost += training_[at(node)];
    lost_validation += validation_[at(node)];
  }
  return {mean_of(lost, training_size_), mean_of(lost_validation, validation_size_), leaves, 0};
}

std::vector<GrownTree::Errors> GrownTree::pruning(int splits, std::vector<std::vector<bool>>* trees) const {
  const std::size_t n = tree_.nodes().size();
  std::vector<bool> inner(n), is_leaf(n, true);
  for (int split = 0; split < std::min(splits, this->splits()); ++split) {
    inner[at(order_[at(split)])] = true;
    is_leaf[at(order_[at(split)])] = false;
  }
  // The tree as it is now has its own numbers, in the same order.
  std::vector<int> kept, waiting{0};
  while (!waiting.empty()) {
    const int node = waiting.back();
    waiting.pop_back();
    kept.push_back(node);
    if (!inner[at(node)]) continue;
    waiting.push_back(tree_.nodes()[at(node)].right);
    waiting.push_back(tree_.nodes()[at(node)].left);
  }
  const std::vector<double> alphas = trees::pruning_alphas(tree_.pruned(is_leaf));
  std::vector<double> levels;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (inner[at(kept[i])]) levels.push_back(alphas[i]);
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  std::vector<Errors> path{errors_of(inner)};
  if (trees != nullptr) trees->assign(1, inner);
  for (const double alpha : levels) {
    for (std::size_t i = 0; i < kept.size(); ++i)
      if (alphas[i] <= alpha) inner[at(kept[i])] = false;
    path.push_back(errors_of(inner));
    path.back().alpha = alpha;
    if (trees != nullptr) trees->push_back(inner);
  }
  return path;
}

std::vector<bool> GrownTree::inner(int splits, int cuts) const {
  std::vector<std::vector<bool>> trees;
  pruning(splits, &trees);
  return trees[std::min(at(cuts), trees.size() - 1)];
}

void TreeReplicas::add(const TreeExamples& training, const TreeExamples& validation, trees::TreeOptions options) {
  options.max_depth = kDepths - 1;
  const std::size_t n = validation.size(), width = at(std::max(training.classes, 1));
  if (replicas_ == 0) {
    training_.assign(kDepths, 0.0);
    validation_.assign(kDepths, 0.0);
    sums_.assign(kDepths * n * width, 0.0);
    squares_.assign(training.classes == 0 ? kDepths * n : 0, 0.0);
  }
  Rng draws = rng_.split(static_cast<std::uint64_t>(replicas_++));
  const std::vector<int> counts = trees::bootstrap_counts(static_cast<int>(training.size()), draws);
  trees::TreeTarget target = training.target();
  target.counts = counts;
  const trees::SortedInputs inputs(training.X);
  const trees::DecisionTree tree = trees::TreeGrower(inputs).grow(target, options);
  // What a tree of each depth says is what the nodes on the way down say.
  const auto each_depth = [&tree](std::span<const double> x, const auto& say) {
    const trees::TreeNode* node = &tree.nodes()[0];
    for (int depth = 0; depth < kDepths; ++depth) {
      say(depth, node->value);
      if (!node->is_leaf()) node = &tree.nodes()[at(node->goes_left(x[at(node->feature)]) ? node->left : node->right)];
    }
  };
  for (std::size_t i = 0; i < training.size(); ++i)
    each_depth(training.row(i), [&](int depth, double value) {
      training_[at(depth)] += training.loss(i, value) / static_cast<double>(training.size());
    });
  for (std::size_t i = 0; i < n; ++i)
    each_depth(validation.row(i), [&](int depth, double value) {
      validation_[at(depth)] += validation.loss(i, value) / static_cast<double>(n);
      const std::size_t place = at(depth) * n + i;
      if (training.classes > 0) {
        sums_[place * width + static_cast<std::size_t>(value)] += 1;
      } else {
        sums_[place] += value;
        squares_[place] += value * value;
      }
    });
}

TreeReplicas::Parts TreeReplicas::parts(int depth, const TreeExamples& validation) const {
  const std::size_t n = validation.size(), width = at(std::max(validation.classes, 1));
  Parts parts;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t place = at(depth) * n + i;
    if (validation.classes > 0) {
      const double* votes = sums_.data() + place * width;
      const double* most = std::max_element(votes, votes + width);
      parts.bias += validation.loss(i, static_cast<double>(most - votes));
      parts.variance += 1 - *most / replicas_;
    } else {
      const double mean = sums_[place] / replicas_;
      parts.bias += validation.loss(i, mean);
      parts.variance += std::max(0.0, squares_[place] / replicas_ - mean * mean);
    }
  }
  parts.bias = mean_of(parts.bias, static_cast<double>(n));
  parts.variance = mean_of(parts.variance, static_cast<double>(n));
  return parts;
}

}  // namespace lectern
