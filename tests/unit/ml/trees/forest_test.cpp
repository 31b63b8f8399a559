#include "core/ml/trees/forest.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/unit/matrices.h"

using namespace lectern;
using namespace lectern::trees;

namespace {

// Two classes that six noisy inputs tell apart, four more that tell nothing.
struct Sample {
  Matrix<double> X;
  std::vector<int> labels;
  std::vector<double> y;

  Sample(std::ptrdiff_t n, std::uint64_t seed) : X(tests::random_matrix(n, 10, seed)) {
    Rng rng(seed + 1);
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      double sum = 0;
      for (std::ptrdiff_t j = 0; j < 6; ++j) sum += X(i, j);
      y.push_back(sum + 0.3 * rng.normal());
      labels.push_back(y.back() > 0 ? 1 : 0);
    }
  }
  TreeTarget classes() const {
    TreeTarget target;
    target.labels = labels;
    target.classes = 2;
    return target;
  }
  TreeTarget regression() const {
    TreeTarget target;
    target.y = y;
    return target;
  }
};

double error_of(const Forest& forest, const Sample& test) {
  double sum = 0;
  for (std::size_t i = 0; i < test.y.size(); ++i) {
    const double predicted = forest.predict({test.X.row(static_cast<std::ptrdiff_t>(i)), 10});
    sum += forest.classes() > 0 ? (predicted != test.labels[i] ? 1.0 : 0.0)
                                : (predicted - test.y[i]) * (predicted - test.y[i]);
  }
  return sum / static_cast<double>(test.y.size());
}

}  // namespace

TEST_CASE("bootstrap: as many draws as rows, and e^-1 of the rows are never drawn") {
  Rng rng(3);
  int never = 0, draws = 0;
  for (const int count : bootstrap_counts(10000, rng)) {
    never += count == 0 ? 1 : 0;
    draws += count;
  }
  CHECK(draws == 10000);
  CHECK(never == doctest::Approx(3679).epsilon(0.03));
}

TEST_CASE("drawn features: every input comes once, in an order of its own at every node") {
  DrawnFeatures drawn(6, Rng(1));
  int firsts[6] = {};
  for (int node = 0; node < 6000; ++node) {
    drawn.begin(1);
    bool seen[6] = {};
    for (int k = 0; k < 6; ++k) {
      const int feature = drawn.next();
      REQUIRE(feature >= 0);
      CHECK_FALSE(seen[feature]);
      seen[feature] = true;
      firsts[feature] += k == 0 ? 1 : 0;
    }
    CHECK(drawn.next() == -1);
  }
  for (const int first : firsts) CHECK(first == doctest::Approx(1000).epsilon(0.1));
}

TEST_CASE("forest: better than its trees on new data, and out of bag says how good without any") {
  const Sample training(400, 5), test(2000, 6);
  const SortedInputs inputs(training.X);
  TreeGrower grower(inputs);
  for (const bool is_regression : {false, true}) {
    const TreeTarget target = is_regression ? training.regression() : training.classes();
    ForestOptions options;
    options.tree.criterion = is_regression ? Criterion::squared_error : Criterion::gini;
    for (const int max_features : {0, 3}) {
      options.tree.max_features = max_features;
      Forest forest(target.classes);
      OutOfBag unseen(400, target.classes);
      double single = 0;
      for (std::uint64_t b = 0; b < 60; ++b) {
        ForestTree grown = grow_forest_tree(grower, inputs, target, options, Rng(7).split(b));
        unseen.add(grown.tree, training.X, grown.counts);
        Forest alone(target.classes);
        alone.add(grown.tree);
        single += error_of(alone, test) / 60;
        forest.add(std::move(grown.tree));
      }
      const double together = error_of(forest, test);
      CHECK(together < 0.75 * single);
      CHECK(unseen.error(target) == doctest::Approx(together).epsilon(0.25));
    }
  }
}

TEST_CASE("extremely randomised trees: drawn thresholds, all rows, still no training error") {
  const Sample training(200, 8);
  const SortedInputs inputs(training.X);
  TreeGrower grower(inputs);
  ForestOptions options;
  options.tree.random_thresholds = true;
  options.tree.max_features = 3;
  options.bootstrap = false;
  const ForestTree one = grow_forest_tree(grower, inputs, training.classes(), options, Rng(1));
  const ForestTree other = grow_forest_tree(grower, inputs, training.classes(), options, Rng(2));
  const std::vector<double> predicted = one.tree.predict(training.X);
  for (std::size_t i = 0; i < predicted.size(); ++i) CHECK(predicted[i] == training.labels[i]);
  CHECK(one.tree.nodes()[0].threshold != other.tree.nodes()[0].threshold);
  // A threshold between the values, never on the outside.
  for (const TreeNode& node : one.tree.nodes()) CHECK(node.samples >= 1);
}

TEST_CASE("random subspace: a tree asks only the inputs drawn for it") {
  const Sample training(200, 9);
  const SortedInputs inputs(training.X);
  TreeGrower grower(inputs);
  ForestOptions options;
  options.features_of_tree = 2;
  const ForestTree grown = grow_forest_tree(grower, inputs, training.classes(), options, Rng(1));
  std::vector<bool> asked(10);
  int different = 0;
  for (const TreeNode& node : grown.tree.nodes()) {
    if (node.is_leaf() || asked[static_cast<std::size_t>(node.feature)]) continue;
    asked[static_cast<std::size_t>(node.feature)] = true;
    ++different;
  }
  CHECK(different == 2);
}

TEST_CASE("permutation importance: what tells nothing is worth nothing, and a copy takes half of the worth") {
  Sample training(400, 10);
  const SortedInputs inputs(training.X);
  TreeGrower grower(inputs);
  ForestOptions options;
  options.tree.max_features = 3;
  PermutationImportance importance(10);
  for (std::uint64_t b = 0; b < 60; ++b) {
    Rng rng = Rng(11).split(b);
    const ForestTree grown = grow_forest_tree(grower, inputs, training.classes(), options, rng);
    importance.add(grown.tree, training.X, training.classes(), grown.counts, rng);
  }
  const std::vector<double> worth = importance.importance();
  for (std::size_t j = 0; j < 6; ++j) CHECK(worth[j] > 0.02);
  for (std::size_t j = 6; j < 10; ++j) CHECK(std::abs(worth[j]) < 0.01);
}

TEST_CASE("out of bag: without a tree there is no error to tell") {
  const OutOfBag unseen(4, 2);
  CHECK(std::isnan(unseen.error({})));
}
