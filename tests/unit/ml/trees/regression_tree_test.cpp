#include "core/ml/trees/regression_tree.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <limits>

#include "core/math/rng.h"
#include "tests/unit/matrices.h"

using namespace lectern;
using trees::RegressionTree;
using trees::TreeNode;

namespace {

Matrix<double> column(std::initializer_list<double> values) {
  Matrix<double> X(static_cast<std::ptrdiff_t>(values.size()), 1);
  std::copy(values.begin(), values.end(), X.data());
  return X;
}

double squared_error(const RegressionTree& tree, const Matrix<double>& X, const std::vector<double>& y) {
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
  const RegressionTree tree(X, y);
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
  const RegressionTree mean(X, std::vector<double>{1, 5, 0, 4}, {.max_depth = 0});
  CHECK(mean.nodes().size() == 1);
  CHECK(mean.depth() == 0);
  CHECK(mean.predict(X) == std::vector<double>(4, 2.5));
  const RegressionTree constant(X, std::vector<double>(4, 0.1));
  CHECK(constant.leaves() == 1);
  CHECK(constant.predict(X) == std::vector<double>(4, 0.1));
  CHECK(constant.nodes()[0].impurity == 0);
  const RegressionTree one(column({3}), std::vector<double>{7});
  CHECK(one.predict(X) == std::vector<double>(4, 7));
}

TEST_CASE("regression tree: without a limit distinct x are reached exactly, equal x get their mean") {
  const Matrix<double> X = tests::random_matrix(60, 1, 3);
  const std::vector<double> y = noise(60, 4);
  const RegressionTree tree(X, y);
  CHECK(tree.predict(X) == y);
  CHECK(tree.leaves() == 60);
  const Matrix<double> repeated = column({1, 2, 1, 2, 1});
  const RegressionTree means(repeated, std::vector<double>{0, 1, 4, 2, 2});
  CHECK(means.leaves() == 2);
  CHECK(means.predict(repeated) == std::vector<double>{2, 1.5, 2, 1.5, 2});
  const Matrix<double> same = column({5, 5, 5});
  CHECK(RegressionTree(same, std::vector<double>{0, 1, 5}).predict(same) == std::vector<double>(3, 2));
}

TEST_CASE("regression tree: no leaf has fewer samples than asked for, even where the best split would") {
  const Matrix<double> X = column({0, 1, 2, 3, 4, 5});
  const std::vector<double> y = {100, 0, 0, 1, 1, 1};
  CHECK(RegressionTree(X, y).nodes()[0].threshold == 0.5);
  const RegressionTree pairs(X, y, {.min_leaf = 2});
  CHECK(pairs.nodes()[0].threshold == 1.5);
  CHECK(pairs.leaves() == 3);
  for (const TreeNode& node : pairs.nodes()) CHECK(node.samples >= 2);
  CHECK(RegressionTree(X, y, {.min_leaf = 3}).leaves() == 2);
  CHECK(RegressionTree(X, y, {.min_leaf = 4}).leaves() == 1);
}

TEST_CASE("regression tree: of equally good splits the first feature's and the lowest is taken") {
  // Cut off the first or the last of three: mirror images, whatever the sums round to.
  for (const double value : {1.0, 1.0 / 7, 1e-5, 1e-9, 1e5}) {
    const RegressionTree tree(column({1, 2, 3}), std::vector<double>{0.1, 0.1 + value, 0.1});
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
  const RegressionTree tree(X, y);
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
  const RegressionTree tree(X, y, {.max_depth = 2});
  CHECK(tree.nodes()[0].feature == 1);
  CHECK(tree.nodes()[1].feature == 0);
  CHECK(tree.predict(X) == y);
  // No single split lowers the error of an exclusive or, yet two of them find it.
  const std::vector<double> exclusive = {0, 1, 1, 0};
  const RegressionTree once(X, exclusive, {.max_depth = 1});
  CHECK(once.nodes()[0].feature == 0);
  CHECK(squared_error(once, X, exclusive) == 1);
  CHECK(RegressionTree(X, exclusive).predict(X) == exclusive);
}

TEST_CASE("regression tree: more depth never raises the training error, and only adds to the tree") {
  const Matrix<double> X = tests::random_matrix(200, 3, 5);
  const std::vector<double> y = noise(200, 6);
  const RegressionTree full(X, y);
  double last = std::numeric_limits<double>::infinity();
  for (int depth = 0; depth <= full.depth(); ++depth) {
    const RegressionTree tree(X, y, {.max_depth = depth});
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
  const RegressionTree stump(X, y, {.max_depth = 1, .min_leaf = kMinLeaf});
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
    CHECK(RegressionTree(X, y).predict(X) == y);
  }
}
