#include "core/ml/trees/isolation_forest.h"

#include <doctest/doctest.h>

using namespace lectern;
using namespace lectern::trees;

TEST_CASE("isolation forest: what lies far from all others has the highest score") {
  Rng rng(1);
  Matrix<double> X(200, 3);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = rng.normal();
  X(17, 1) = 9;
  IsolationForest forest(128);
  for (int tree = 0; tree < 60; ++tree) forest.grow(X, rng);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    CHECK(forest.score(X.row(i)) <= forest.score(X.row(17)));
    CHECK(forest.score(X.row(i)) > 0);
  }
  CHECK(forest.score(X.row(17)) > 0.6);
}

TEST_CASE("isolation forest: equal samples, a single one, and no tree at all") {
  Rng rng(1);
  const Matrix<double> same(9, 2, 4.0);
  IsolationForest forest(256);
  CHECK(forest.score(same.row(0)) == doctest::Approx(0.5));
  forest.grow(same, rng);
  CHECK(forest.trees()[0].nodes().size() == 1);
  CHECK(forest.score(same.row(0)) == doctest::Approx(0.5));
  IsolationForest alone(256);
  alone.grow(same.view().rows_range(0, 1), rng);
  CHECK(alone.score(same.row(0)) == doctest::Approx(0.5));
}

TEST_CASE("isolation tree: the samples of its leaves are the samples it was grown from") {
  Rng rng(2);
  Matrix<double> X(64, 2);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = rng.uniform();
  std::vector<int> rows(64);
  for (int i = 0; i < 64; ++i) rows[static_cast<std::size_t>(i)] = i;
  const IsolationTree tree(X, rows, rng);
  int samples = 0;
  for (const IsolationNode& node : tree.nodes()) samples += node.feature < 0 ? node.samples : 0;
  CHECK(samples == 64);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) CHECK(tree.depth(X.row(i)) <= 6);
}
