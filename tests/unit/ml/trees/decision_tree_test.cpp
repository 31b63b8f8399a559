#include "core/ml/trees/decision_tree.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <numeric>

#include "core/math/rng.h"
#include "tests/unit/matrices.h"

using namespace lectern;
using trees::DecisionTree;
using trees::regression_tree;
using trees::TreeNode;

namespace {

Matrix<double> column(std::initializer_list<double> values) {
  Matrix<double> X(static_cast<std::ptrdiff_t>(values.size()), 1);
  std::copy(values.begin(), values.end(), X.data());
  return X;
}

double squared_error(const DecisionTree& tree, const Matrix<double>& X, const std::vector<double>& y) {
  const std::vector<double> predicted = tree.predict(X);
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) sum += (predicted[i] - y[i]) * (predicted[i] - y[i]);
  return sum;
}

// Whether every split of the one, from nodes i and j down, is a split of the other.
bool is_top_of(std::span<const TreeNode> small, std::span<const TreeNode> large, int i = 0, int j = 0) {
  const TreeNode &one = small[static_cast<std::size_t>(i)], &other = large[static_cast<std::size_t>(j)];
  if (one.samples != other.samples || one.value != other.value) return false;
  if (one.feature < 0) return true;
  return one.feature == other.feature && one.threshold == other.threshold &&
         is_top_of(small, large, one.left, other.left) && is_top_of(small, large, one.right, other.right);
}

std::vector<double> noise(std::size_t n, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<double> y(n);
  for (double& value : y) value = rng.normal();
  return y;
}

}  // namespace

TEST_CASE("regression tree: a function of three steps is found exactly by two splits") {
  const Matrix<double> X = column({6, 1, 4, 0, 5, 3, 2, 7});
  const std::vector<double> y = {-2, 1, 9, 1, 9, 9, 9, -2};  // 1 up to 1, 9 up to 5, then −2
  const DecisionTree tree = regression_tree(X, y);
  CHECK(tree.predict(X) == y);
  CHECK(tree.depth() == 2);
  CHECK(tree.leaves() == 3);
  // Split at 5.5: 6·2/8·(−2 − 38/6)² = 104 to gain; at 1.5 only 2·6/8·(1 − 32/6)².
  REQUIRE(tree.nodes().size() == 5);
  const TreeNode& root = tree.nodes()[0];
  CHECK(root.feature == 0);
  CHECK(root.threshold == 5.5);
  CHECK(root.left == 1);
  CHECK(root.right == 4);
  CHECK(root.samples == 8);
  CHECK(root.value == 4.25);
  CHECK(root.impurity == doctest::Approx(334.0 / 8 - 4.25 * 4.25));
  CHECK(tree.nodes()[1].threshold == 1.5);
  CHECK(tree.nodes()[1].samples == 6);
  CHECK(tree.nodes()[2].value == 1);
  CHECK(tree.nodes()[3].value == 9);
  CHECK(tree.nodes()[4].value == -2);
  CHECK(tree.nodes()[4].feature == -1);
  const Matrix<double> places = column({-100, 1.5, 1.6, 5.5, 5.6, 100});
  CHECK(tree.predict(places) == std::vector<double>{1, 1, 9, 9, -2, -2});
}

TEST_CASE("regression tree: depth 0 answers with the mean, and a constant is one leaf of just that value") {
  const Matrix<double> X = column({1, 2, 3, 4});
  const DecisionTree mean = regression_tree(X, std::vector<double>{1, 5, 0, 4}, {.max_depth = 0});
  CHECK(mean.nodes().size() == 1);
  CHECK(mean.depth() == 0);
  CHECK(mean.predict(X) == std::vector<double>(4, 2.5));
  const DecisionTree constant = regression_tree(X, std::vector<double>(4, 0.1));
  CHECK(constant.leaves() == 1);
  CHECK(constant.predict(X) == std::vector<double>(4, 0.1));
  CHECK(constant.nodes()[0].impurity == 0);
  const DecisionTree one = regression_tree(column({3}), std::vector<double>{7});
  CHECK(one.predict(X) == std::vector<double>(4, 7));
}

TEST_CASE("regression tree: without a limit distinct x are reached exactly, equal x get their mean") {
  const Matrix<double> X = tests::random_matrix(60, 1, 3);
  const std::vector<double> y = noise(60, 4);
  const DecisionTree tree = regression_tree(X, y);
  CHECK(tree.predict(X) == y);
  CHECK(tree.leaves() == 60);
  const Matrix<double> repeated = column({1, 2, 1, 2, 1});
  const DecisionTree means = regression_tree(repeated, std::vector<double>{0, 1, 4, 2, 2});
  CHECK(means.leaves() == 2);
  CHECK(means.predict(repeated) == std::vector<double>{2, 1.5, 2, 1.5, 2});
  const Matrix<double> same = column({5, 5, 5});
  CHECK(regression_tree(same, std::vector<double>{0, 1, 5}).predict(same) == std::vector<double>(3, 2));
}

TEST_CASE("regression tree: no leaf has fewer samples than asked for, even where the best split would") {
  const Matrix<double> X = column({0, 1, 2, 3, 4, 5});
  const std::vector<double> y = {100, 0, 0, 1, 1, 1};
  CHECK(regression_tree(X, y).nodes()[0].threshold == 0.5);
  const DecisionTree pairs = regression_tree(X, y, {.min_leaf = 2});
  CHECK(pairs.nodes()[0].threshold == 1.5);
  CHECK(pairs.leaves() == 3);
  for (const TreeNode& node : pairs.nodes()) CHECK(node.samples >= 2);
  CHECK(regression_tree(X, y, {.min_leaf = 3}).leaves() == 2);
  CHECK(regression_tree(X, y, {.min_leaf = 4}).leaves() == 1);
}

TEST_CASE("regression tree: of equally good splits the first feature's and the lowest is taken") {
  // Cut off the first or the last of three: mirror images, whatever the sums round to.
  for (const double value : {1.0, 1.0 / 7, 1e-5, 1e-9, 1e5}) {
    const DecisionTree tree = regression_tree(column({1, 2, 3}), std::vector<double>{0.1, 0.1 + value, 0.1});
    CHECK(tree.nodes()[0].threshold == 1.5);
  }
  // The second feature is the first one backwards, the third the same once more.
  Matrix<double> X(40, 3);
  const std::vector<double> y = noise(40, 9);
  for (std::ptrdiff_t i = 0; i < 40; ++i) {
    const auto x = static_cast<double>(i * 7 % 40);
    X(i, 0) = x;
    X(i, 1) = -x;
    X(i, 2) = x;
  }
  const DecisionTree tree = regression_tree(X, y);
  CHECK(tree.leaves() == 40);
  for (const TreeNode& node : tree.nodes()) CHECK(node.feature <= 0);
}

TEST_CASE("regression tree: two features, the one that matters more is asked first, another on each side below") {
  Matrix<double> X(4, 2);
  std::vector<double> y;
  for (std::ptrdiff_t i = 0; i < 4; ++i) {
    X(i, 0) = static_cast<double>(i % 2);
    X(i, 1) = static_cast<double>(i / 2);
    y.push_back(X(i, 0) + 10 * X(i, 1));
  }
  const DecisionTree tree = regression_tree(X, y, {.max_depth = 2});
  CHECK(tree.nodes()[0].feature == 1);
  CHECK(tree.nodes()[1].feature == 0);
  CHECK(tree.predict(X) == y);
  // No single split lowers the error of an exclusive or, yet two of them find it.
  const std::vector<double> exclusive = {0, 1, 1, 0};
  const DecisionTree once = regression_tree(X, exclusive, {.max_depth = 1});
  CHECK(once.nodes()[0].feature == 0);
  CHECK(squared_error(once, X, exclusive) == 1);
  CHECK(regression_tree(X, exclusive).predict(X) == exclusive);
}

TEST_CASE("regression tree: more depth never raises the training error, and only adds to the tree") {
  const Matrix<double> X = tests::random_matrix(200, 3, 5);
  const std::vector<double> y = noise(200, 6);
  const DecisionTree full = regression_tree(X, y);
  double last = std::numeric_limits<double>::infinity();
  for (int depth = 0; depth <= full.depth(); ++depth) {
    const DecisionTree tree = regression_tree(X, y, {.max_depth = depth});
    CHECK(tree.depth() == depth);
    CHECK(tree.leaves() == static_cast<int>(std::count_if(tree.nodes().begin(), tree.nodes().end(),
                                                          [](const TreeNode& node) { return node.feature < 0; })));
    const double error = squared_error(tree, X, y);
    CHECK(error <= last);
    last = error;
    CHECK(is_top_of(tree.nodes(), full.nodes()));
    int in_leaves = 0;
    for (const TreeNode& node : tree.nodes()) in_leaves += node.feature < 0 ? node.samples : 0;
    CHECK(in_leaves == 200);
  }
  CHECK(last == 0);
}

TEST_CASE("regression tree: each split is the best of all by a search without shortcuts") {
  const Matrix<double> X = tests::random_matrix(30, 2, 7);
  const std::vector<double> y = noise(30, 8);
  constexpr int kMinLeaf = 4;
  const DecisionTree stump = regression_tree(X, y, {.max_depth = 1, .min_leaf = kMinLeaf});
  double least = std::numeric_limits<double>::infinity();
  for (std::ptrdiff_t feature = 0; feature < 2; ++feature) {
    for (std::ptrdiff_t cut = 0; cut < 30; ++cut) {
      double count[2] = {}, sum[2] = {}, squares[2] = {};
      for (std::ptrdiff_t i = 0; i < 30; ++i) {
        const int side = X(i, feature) <= X(cut, feature) ? 0 : 1;
        const double value = y[static_cast<std::size_t>(i)];
        count[side] += 1;
        sum[side] += value;
        squares[side] += value * value;
      }
      if (count[0] < kMinLeaf || count[1] < kMinLeaf) continue;
      least = std::min(least, squares[0] - sum[0] * sum[0] / count[0] + squares[1] - sum[1] * sum[1] / count[1]);
    }
  }
  CHECK(squared_error(stump, X, y) == doctest::Approx(least));
}

TEST_CASE("regression tree: neighbouring floating numbers and the largest ones are told apart") {
  const double one = 1, next = 1 + std::numeric_limits<double>::epsilon(), large = 1.7e308;
  const std::vector<double> y = {3, 4};
  for (const Matrix<double>& X : {column({one, next}), column({0.9 * large, large}), column({-large, large}),
                                  column({0, std::numeric_limits<double>::denorm_min()})}) {
    CHECK(regression_tree(X, y).predict(X) == y);
  }
}

namespace {

trees::TreeTarget classes_of(const std::vector<int>& labels, int classes) {
  trees::TreeTarget target;
  target.labels = labels;
  target.classes = classes;
  return target;
}

std::vector<int> random_labels(std::size_t n, int classes, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<int> labels(n);
  for (int& label : labels) label = static_cast<int>(rng.below(static_cast<std::uint32_t>(classes)));
  return labels;
}

double wrong_share(const DecisionTree& tree, const Matrix<double>& X, const std::vector<int>& labels) {
  const std::vector<double> predicted = tree.predict(X);
  double wrong = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) wrong += predicted[i] != labels[i] ? 1 : 0;
  return wrong / static_cast<double>(labels.size());
}

std::vector<int> all_rows(std::size_t n) {
  std::vector<int> rows(n);
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

}  // namespace

TEST_CASE("decision tree: entropy is counted in bits, gini as one minus the squared shares") {
  const std::vector<int> labels = {0, 1, 2, 3, 0, 1, 2, 3};
  CHECK(trees::impurity(classes_of(labels, 4), all_rows(8), trees::Criterion::entropy) == doctest::Approx(2));
  CHECK(trees::impurity(classes_of(labels, 4), all_rows(8), trees::Criterion::gini) == doctest::Approx(0.75));
  // A coin that falls on one side in a quarter of throws: 2 − ¾ log2 3 bits.
  CHECK(trees::impurity(classes_of({0, 1, 1, 1}, 2), all_rows(4), trees::Criterion::entropy) ==
        doctest::Approx(0.8112781244591328));
}

TEST_CASE("decision tree: on an exact XNOR no threshold gains anything, yet two levels solve it") {
  Matrix<double> X(64, 2);
  std::vector<int> labels;
  for (std::ptrdiff_t i = 0; i < 64; ++i) {
    X(i, 0) = static_cast<double>(i % 8) - 3.5;
    X(i, 1) = static_cast<double>(i / 8) - 3.5;
    labels.push_back((X(i, 0) > 0) == (X(i, 1) > 0) ? 1 : 0);
  }
  for (const trees::Criterion criterion : {trees::Criterion::gini, trees::Criterion::entropy}) {
    for (const int feature : {0, 1}) {
      const auto gains = trees::threshold_gains(X, classes_of(labels, 2), all_rows(64), feature, criterion);
      CHECK(gains.size() == 7);
      for (const trees::ThresholdGain& gain : gains) CHECK(gain.gain == doctest::Approx(0).epsilon(1e-12));
    }
    // Split in the middle, either side is solved by one threshold more.
    std::vector<int> left;
    for (int i = 0; i < 64; ++i)
      if (X(i, 0) < 0) left.push_back(i);
    const auto gains = trees::threshold_gains(X, classes_of(labels, 2), left, 1, criterion);
    CHECK(gains[3].threshold == 0);
    CHECK(gains[3].gain == doctest::Approx(criterion == trees::Criterion::gini ? 0.5 : 1));
  }
}

TEST_CASE("decision tree: the split of the root is the threshold of the greatest gain") {
  const Matrix<double> X = tests::random_matrix(120, 3, 21);
  const std::vector<int> labels = random_labels(120, 3, 22);
  for (const trees::Criterion criterion : {trees::Criterion::gini, trees::Criterion::entropy}) {
    trees::TreeOptions options;
    options.criterion = criterion;
    options.max_depth = 1;
    const DecisionTree tree = trees::classification_tree(X, labels, 3, options);
    double most = -1, threshold = 0;
    int best = -1;
    for (int feature = 0; feature < 3; ++feature) {
      for (const auto& gain : trees::threshold_gains(X, classes_of(labels, 3), all_rows(120), feature, criterion)) {
        if (gain.gain <= most) continue;
        most = gain.gain;
        threshold = gain.threshold;
        best = feature;
      }
    }
    const TreeNode& root = tree.nodes()[0];
    CHECK(root.feature == best);
    CHECK(root.threshold == threshold);
    const TreeNode &left = tree.nodes()[1], &right = tree.nodes()[2];
    CHECK(root.impurity - (left.weight * left.impurity + right.weight * right.impurity) / root.weight ==
          doctest::Approx(most));
  }
}

TEST_CASE("decision tree: full growth tells all distinct rows apart, and counts are those of the training set") {
  const Matrix<double> X = tests::random_matrix(300, 4, 31);
  const std::vector<int> labels = random_labels(300, 3, 32);
  const DecisionTree tree = trees::classification_tree(X, labels, 3);
  CHECK(wrong_share(tree, X, labels) == 0);
  for (std::size_t i = 0; i < tree.nodes().size(); ++i) {
    const TreeNode& node = tree.nodes()[i];
    double sum = 0;
    for (const double mass : tree.masses(static_cast<int>(i))) sum += mass;
    CHECK(sum == node.samples);
    if (node.is_leaf()) {
      CHECK(node.impurity == 0);
    } else {
      CHECK(tree.nodes()[static_cast<std::size_t>(node.left)].samples +
                tree.nodes()[static_cast<std::size_t>(node.right)].samples ==
            node.samples);
    }
  }
}

TEST_CASE("decision tree: rows that count twice are rows that stand twice") {
  const Matrix<double> X = tests::random_matrix(50, 3, 41);
  const std::vector<int> labels = random_labels(50, 3, 42);
  const std::vector<double> y = noise(50, 43);
  std::vector<int> counts(50);
  Rng rng(44);
  std::vector<std::ptrdiff_t> repeated;
  for (std::size_t i = 0; i < 50; ++i) {
    counts[i] = static_cast<int>(rng.below(4));
    for (int k = 0; k < counts[i]; ++k) repeated.push_back(static_cast<std::ptrdiff_t>(i));
  }
  Matrix<double> X_all(static_cast<std::ptrdiff_t>(repeated.size()), 3);
  std::vector<int> labels_all;
  std::vector<double> y_all;
  for (std::size_t i = 0; i < repeated.size(); ++i) {
    std::copy(X.row(repeated[i]), X.row(repeated[i]) + 3, X_all.row(static_cast<std::ptrdiff_t>(i)));
    labels_all.push_back(labels[static_cast<std::size_t>(repeated[i])]);
    y_all.push_back(y[static_cast<std::size_t>(repeated[i])]);
  }
  const trees::SortedInputs inputs(X);
  trees::TreeGrower grower(inputs);
  for (const trees::Criterion criterion :
       {trees::Criterion::gini, trees::Criterion::entropy, trees::Criterion::squared_error}) {
    trees::TreeOptions options;
    options.criterion = criterion;
    options.min_leaf = 3;
    trees::TreeTarget target = classes_of(labels, 3);
    if (criterion == trees::Criterion::squared_error) target = {};
    if (criterion == trees::Criterion::squared_error) target.y = y;
    target.counts = counts;
    const DecisionTree weighted = grower.grow(target, options);
    const DecisionTree plain = criterion == trees::Criterion::squared_error
                                   ? regression_tree(X_all, y_all, options)
                                   : trees::classification_tree(X_all, labels_all, 3, options);
    REQUIRE(weighted.nodes().size() == plain.nodes().size());
    for (std::size_t i = 0; i < plain.nodes().size(); ++i) {
      CHECK(weighted.nodes()[i].feature == plain.nodes()[i].feature);
      CHECK(weighted.nodes()[i].threshold == plain.nodes()[i].threshold);
      CHECK(weighted.nodes()[i].samples == plain.nodes()[i].samples);
      CHECK(weighted.nodes()[i].impurity == doctest::Approx(plain.nodes()[i].impurity));
    }
    for (std::size_t i = 0; i < 50; ++i) CHECK((grower.leaf_of_rows()[i] >= 0) == (counts[i] > 0));
  }
}

TEST_CASE("decision tree: sorting inputs as they are asked for gives the tree of inputs kept sorted") {
  // Candidates that are all inputs, once as few of many, which are sorted at each node.
  class AllInTurn : public trees::CandidateFeatures {
   public:
    void begin(std::uint64_t) override { next_ = 0; }
    int next() override { return next_ < 40 ? next_++ : -1; }

   private:
    int next_ = 0;
  };
  const Matrix<double> X = tests::random_matrix(400, 40, 51);
  const std::vector<int> labels = random_labels(400, 2, 52);
  const trees::SortedInputs inputs(X);
  trees::TreeGrower grower(inputs);
  const DecisionTree sorted = grower.grow(classes_of(labels, 2), {});
  // The first three inputs compete: at 3 of 40 nothing is kept sorted.
  trees::TreeOptions few;
  few.max_features = 3;
  AllInTurn in_turn;
  const DecisionTree asked = grower.grow(classes_of(labels, 2), few, &in_turn);
  Matrix<double> X_few(400, 3);
  for (std::ptrdiff_t i = 0; i < 400; ++i) std::copy(X.row(i), X.row(i) + 3, X_few.row(i));
  const DecisionTree direct = trees::classification_tree(X_few, labels, 2);
  REQUIRE(asked.nodes().size() == direct.nodes().size());
  for (std::size_t i = 0; i < asked.nodes().size(); ++i) {
    CHECK(asked.nodes()[i].feature == direct.nodes()[i].feature);
    CHECK(asked.nodes()[i].threshold == direct.nodes()[i].threshold);
  }
  CHECK(sorted.leaves() < direct.leaves());
}

TEST_CASE("decision tree: categories are split into the two best sets, whatever their numbers") {
  Matrix<double> X(60, 1);
  std::vector<double> y;
  std::vector<int> labels;
  for (std::ptrdiff_t i = 0; i < 60; ++i) {
    X(i, 0) = static_cast<double>(i % 6);
    labels.push_back(i % 2 == 0 ? 1 : 0);  // the even categories
    y.push_back(labels.back());
  }
  const std::vector<int> categories = {7};
  const trees::SortedInputs inputs(X, categories);
  trees::TreeGrower grower(inputs);
  trees::TreeTarget regression;
  regression.y = y;
  trees::TreeOptions squared;
  squared.criterion = trees::Criterion::squared_error;
  for (const DecisionTree& tree : {grower.grow(classes_of(labels, 2), {}), grower.grow(regression, squared)}) {
    CHECK(tree.leaves() == 2);
    CHECK(wrong_share(tree, X, labels) == 0);
    CHECK(tree.nodes()[0].categories != 0);
  }
  // As an order it takes a leaf for each.
  CHECK(trees::classification_tree(X, labels, 2).leaves() == 6);
}

TEST_CASE("pruning: each α gives the subtree of least cost, from the whole tree to the root") {
  const Matrix<double> X = tests::random_matrix(80, 2, 61);
  const std::vector<int> labels = random_labels(80, 2, 62);
  trees::TreeOptions options;
  options.max_depth = 4;
  const DecisionTree tree = trees::classification_tree(X, labels, 2, options);
  const std::vector<double> alphas = trees::pruning_alphas(tree);
  const auto at_alpha = [&](double alpha) {
    std::vector<bool> leaf(alphas.size());
    for (std::size_t i = 0; i < leaf.size(); ++i) leaf[i] = alphas[i] <= alpha;
    return tree.pruned(leaf);
  };
  // The least cost by dynamic programming: a node is worth the lesser of itself and its sides.
  const auto least_cost = [&](double alpha) {
    std::vector<double> least(alphas.size());
    for (std::size_t i = alphas.size(); i-- > 0;) {
      const TreeNode& node = tree.nodes()[i];
      least[i] = node.impurity * node.weight / 80 + alpha;
      if (node.is_leaf()) continue;
      least[i] =
          std::min(least[i], least[static_cast<std::size_t>(node.left)] + least[static_cast<std::size_t>(node.right)]);
    }
    return least[0];
  };
  CHECK(at_alpha(1).leaves() == 1);
  CHECK(at_alpha(-1).leaves() == tree.leaves());
  int last = tree.leaves() + 1;
  for (const double alpha : {0.0001, 0.001, 0.003, 0.01, 0.02, 0.03, 0.05, 0.1}) {
    const DecisionTree small = at_alpha(alpha);
    double cost = 0;
    for (const TreeNode& node : small.nodes())
      if (node.is_leaf()) cost += node.impurity * node.weight / 80 + alpha;
    CHECK(cost == doctest::Approx(least_cost(alpha)));
    CHECK(small.leaves() <= last);
    last = small.leaves();
  }
  for (std::size_t i = 0; i < alphas.size(); ++i) {
    if (tree.nodes()[i].is_leaf()) continue;
    CHECK(alphas[static_cast<std::size_t>(tree.nodes()[i].left)] <= alphas[i]);
    CHECK(alphas[static_cast<std::size_t>(tree.nodes()[i].right)] <= alphas[i]);
  }
}

TEST_CASE("decision tree: an input that decides has all the importance") {
  Matrix<double> X = tests::random_matrix(100, 3, 71);
  std::vector<int> labels;
  for (std::ptrdiff_t i = 0; i < 100; ++i) labels.push_back(X(i, 1) > 0.3 ? 1 : 0);
  CHECK(trees::impurity_importance(trees::classification_tree(X, labels, 2), 3) == std::vector<double>{0, 1, 0});
  const std::vector<int> same(100, 1);
  CHECK(trees::impurity_importance(trees::classification_tree(X, same, 2), 3) == std::vector<double>{0, 0, 0});
}
