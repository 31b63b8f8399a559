#include "core/experiments/bias-variance/tree_models.h"

#include <algorithm>
#include <vector>

#include "core/math/elementary.h"
#include "core/ml/trees/boosting.h"
#include "core/ml/trees/forest.h"

namespace lectern {
namespace {

using Inputs = ConstMatrixView<double>;
using Targets = std::span<const double>;

trees::TreeOptions options_of(const TreeRule& rule) {
  return {.criterion = trees::Criterion::squared_error, .max_depth = rule.depth, .max_features = rule.tried};
}

// Without the splits that the rule does not pay for.
trees::DecisionTree cut_back(trees::DecisionTree tree, const TreeRule& rule) {
  const std::span<const trees::TreeNode> nodes = tree.nodes();
  const auto mass = [&](int node) {
    const trees::TreeNode& of = nodes[static_cast<std::size_t>(node)];
    return of.weight * of.impurity;
  };
  std::vector<bool> becomes_leaf(nodes.size(), false);
  if (rule.price > 0) {
    const std::vector<double> alphas = trees::pruning_alphas(tree);
    for (std::size_t i = 0; i < nodes.size(); ++i) becomes_leaf[i] = alphas[i] <= rule.price * nodes[0].impurity;
  }
  if (rule.least_gain > 0) {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i].is_leaf()) continue;
      const double gain = mass(static_cast<int>(i)) - mass(nodes[i].left) - mass(nodes[i].right);
      if (gain < rule.least_gain * mass(0)) becomes_leaf[i] = true;
    }
  }
  return rule.price > 0 || rule.least_gain > 0 ? tree.pruned(becomes_leaf) : tree;
}

std::span<const double> row_of(Inputs X, std::ptrdiff_t i) { return {X.row(i), static_cast<std::size_t>(X.cols)}; }

}  // namespace

linear::FitAndPredict single_tree(const TreeRule& rule) {
  return [rule](Inputs X, Targets y, Inputs X_test) {
    return cut_back(trees::regression_tree(X, y, options_of(rule)), rule).predict(X_test);
  };
}

linear::FitAndPredict bagged_trees(int count, const TreeRule& rule, std::uint64_t seed) {
  return [count, rule, seed](Inputs X, Targets y, Inputs X_test) {
    const trees::SortedInputs inputs(X);
    trees::TreeGrower grower(inputs);
    const trees::TreeTarget target{.labels = {}, .classes = 0, .y = y, .counts = {}, .weights = {}};
    const trees::ForestOptions options{.tree = options_of(rule)};
    std::vector<double> values(static_cast<std::size_t>(X_test.rows), 0.0);
    for (int t = 0; t < count; ++t) {
      const Rng draws = Rng(seed).split(static_cast<std::uint64_t>(t));
      const trees::DecisionTree tree =
          cut_back(trees::grow_forest_tree(grower, inputs, target, options, draws).tree, rule);
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] += tree.predict(row_of(X_test, static_cast<std::ptrdiff_t>(i)));
    }
    for (double& value : values) value /= count;
    return values;
  };
}

linear::FitAndPredict boosted_trees(const BoostedTrees& spec, const TreeRule& rule) {
  return [spec, rule](Inputs X, Targets y, Inputs X_test) {
    std::vector<double> values(static_cast<std::size_t>(X_test.rows), 0.0);
    std::vector<int> labels;
    if (spec.classes) {
      for (const double value : y) labels.push_back(value > 0.5 ? 1 : 0);
      const auto ones = std::count(labels.begin(), labels.end(), 1);
      if (ones == 0 || ones == X.rows) return std::vector<double>(values.size(), ones == 0 ? 0.0 : 1.0);
    }
    const trees::TreeTarget target{
        .labels = labels, .classes = spec.classes ? 2 : 0, .y = y, .counts = {}, .weights = {}};
    trees::BoostingOptions options;
    options.loss = spec.classes ? trees::BoostingLoss::log_loss : trees::BoostingLoss::squared_error;
    options.learning_rate = spec.rate;
    options.tree = options_of(rule);
    trees::GradientBoosting boosting(target, options);
    const trees::SortedInputs inputs(X);
    trees::TreeGrower grower(inputs);
    Rng unused(0);  // every stage sees all rows
    for (int stage = 0; stage < spec.stages; ++stage) boosting.step(grower, X, target, unused);
    for (std::size_t i = 0; i < values.size(); ++i) {
      boosting.raw(row_of(X_test, static_cast<std::ptrdiff_t>(i)), {&values[i], 1}, spec.stages);
      if (spec.classes) values[i] = math::sigmoid(values[i]);
    }
    return values;
  };
}

}  // namespace lectern
