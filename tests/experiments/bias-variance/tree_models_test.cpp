#include "core/experiments/bias-variance/tree_models.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/trees/decision_tree.h"
#include "core/parts/curve_models.h"

using namespace lectern;

namespace {

struct Sample {
  Matrix<double> X;
  std::vector<double> y;
};

// A step at 0 in the first of two inputs, with noise; as classes, 0 and 1 with one wrong in ten.
Sample step(int n, bool classes, std::uint64_t seed) {
  Rng rng(seed);
  Sample made{Matrix<double>(n, 2), {}};
  for (int i = 0; i < n; ++i) {
    made.X(i, 0) = rng.uniform(-1, 1);
    made.X(i, 1) = rng.uniform(-1, 1);
    const bool up = (made.X(i, 0) > 0) != (classes && rng.uniform() < 0.1);
    made.y.push_back((up ? 1 : 0) + (classes ? 0 : 0.2 * rng.normal()));
  }
  return made;
}

double mean_squared(const Sample& sample, const std::vector<double>& predicted) {
  double sum = 0;
  for (std::size_t i = 0; i < predicted.size(); ++i) sum += (predicted[i] - sample.y[i]) * (predicted[i] - sample.y[i]);
  return sum / static_cast<double>(predicted.size());
}

std::vector<double> on_itself(const linear::FitAndPredict& model, const Sample& sample) {
  return model(sample.X, sample.y, sample.X);
}

}  // namespace

TEST_CASE("tree models: without limits a tree repeats the points; what does not gain or pay enough is cut back") {
  const Sample sample = step(60, false, 1);
  CHECK(mean_squared(sample, on_itself(single_tree({}), sample)) < 1e-20);
  // The one split that the law has.
  const std::vector<double> stump = on_itself(single_tree({.depth = 1}), sample);
  CHECK(on_itself(single_tree({.least_gain = 0.2}), sample) == stump);
  CHECK(on_itself(single_tree({.price = 0.2}), sample) == stump);
  double mean = 0;
  for (const double y : sample.y) mean += y / 60;
  for (const TreeRule& rule : {TreeRule{.least_gain = 1}, TreeRule{.price = 1}})
    for (const double value : on_itself(single_tree(rule), sample)) CHECK(value == doctest::Approx(mean));
}

TEST_CASE("tree models: on one input a single tree is the tree of the curve models") {
  const Sample both = step(40, false, 2);
  Sample sample{Matrix<double>(40, 1), both.y};
  for (std::ptrdiff_t i = 0; i < 40; ++i) sample.X(i, 0) = both.X(i, 0);
  CHECK(on_itself(single_tree({.depth = 3}), sample) == on_itself(tree_model(3), sample));
}

TEST_CASE("tree models: of 0 and 1 a tree answers with the share of ones in the leaf of the classification tree") {
  const Sample sample = step(80, true, 3);
  std::vector<int> labels;
  for (const double y : sample.y) labels.push_back(y > 0.5 ? 1 : 0);
  const trees::DecisionTree tree = trees::classification_tree(sample.X, labels, 2, {.max_depth = 2});
  const std::vector<double> shares = on_itself(single_tree({.depth = 2}), sample);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const int leaf = tree.leaf_of({sample.X.row(static_cast<std::ptrdiff_t>(i)), 2});
    const std::span<const double> masses = tree.masses(leaf);
    CHECK(shares[i] == doctest::Approx(masses[1] / (masses[0] + masses[1])));
  }
}

TEST_CASE("tree models: a bag is the mean of its trees, and the first trees of a seed stay the same") {
  const Sample sample = step(50, false, 4);
  const auto bag = [&](int trees, std::uint64_t seed) {
    return on_itself(bagged_trees(trees, {.tried = 1}, seed), sample);
  };
  CHECK(bag(5, 7) == bag(5, 7));
  CHECK(bag(5, 7) != bag(5, 8));
  // One tree in the mean of two: |2 · mean − first| is the second tree, whose values are means of y, too.
  const std::vector<double> one = bag(1, 7), two = bag(2, 7);
  const auto [least, most] = std::minmax_element(sample.y.begin(), sample.y.end());
  for (std::size_t i = 0; i < one.size(); ++i) {
    CHECK(2 * two[i] - one[i] >= *least - 1e-12);
    CHECK(2 * two[i] - one[i] <= *most + 1e-12);
  }
  // Each tree misses a third of the points, and the bag does not repeat them.
  CHECK(mean_squared(sample, bag(30, 7)) > 1e-4);
}

TEST_CASE(
    "tree models: boosting comes closer to the points with every stage, and its probabilities are none beyond 0 and 1") {
  const Sample numbers = step(60, false, 5), classes = step(60, true, 6);
  for (const bool is_class : {false, true}) {
    const Sample& sample = is_class ? classes : numbers;
    double before = INFINITY;
    for (const int stages : {1, 4, 16, 64}) {
      const std::vector<double> values =
          on_itself(boosted_trees({.stages = stages, .rate = 0.3, .classes = is_class}, {.depth = 2}), sample);
      const double now = mean_squared(sample, values);
      CHECK(now < before);
      before = now;
      if (!is_class) continue;
      for (const double p : values) CHECK((p > 0 && p < 1));
    }
  }
}

TEST_CASE("tree models: one class alone is always predicted, and one point is repeated") {
  const Sample sample = step(10, true, 7);
  const std::vector<double> ones(10, 1.0);
  const BoostedTrees boosting{.stages = 3, .rate = 0.3, .classes = true};
  for (const auto& model : {single_tree({}), bagged_trees(3, {.tried = 1}, 1), boosted_trees(boosting, {.depth = 2})})
    CHECK(model(sample.X, ones, sample.X) == ones);
  const Matrix<double> place(1, 2);
  const std::vector<double> y{0.25};
  for (const auto& model : {single_tree({}), bagged_trees(3, {}, 1), boosted_trees({.stages = 3}, {.depth = 2})})
    CHECK(model(place, y, place)[0] == doctest::Approx(0.25));
}
