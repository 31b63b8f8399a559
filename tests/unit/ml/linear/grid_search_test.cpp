#include "core/ml/linear/grid_search.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "core/math/rng.h"
#include "core/ml/linear/least_squares.h"

using namespace lectern;
using namespace lectern::linear;

namespace {

// A model that answers everything with one number.
FitAndPredict always(double answer) {
  return [answer](ConstMatrixView<double>, std::span<const double>, ConstMatrixView<double> X_test) {
    return std::vector<double>(static_cast<std::size_t>(X_test.rows), answer);
  };
}

}  // namespace

TEST_CASE("a grid numbers every combination once, the last axis fastest") {
  const Grid grid({{"a", {1, 2}}, {"b", {10, 20, 30}}});
  CHECK(grid.size() == 6);
  CHECK(grid.values(0) == std::vector<double>{1, 10});
  CHECK(grid.values(2) == std::vector<double>{1, 30});
  CHECK(grid.values(3) == std::vector<double>{2, 10});
  CHECK(grid.values(5) == std::vector<double>{2, 30});
  CHECK(Grid({}).size() == 1);
  CHECK(Grid({}).values(0).empty());
}

TEST_CASE("the scores of constant answers are those computed by hand") {
  const Matrix<double> X(4, 1);
  const std::vector<double> y = {0, 2, 4, 6};
  const ModelFamily family = [](std::span<const double> values) { return always(values[0]); };
  const GridSearch search = grid_search(Grid({{"answer", {0, 3, 4}}}), {{0, 1}, {2, 3}}, X, y, family);
  CHECK(search.finished());
  // For 3: folds (9 + 1)/2 and (1 + 9)/2; for 4: (16 + 4)/2 and (0 + 4)/2, standard error 4.
  CHECK(search.score(1).mean == doctest::Approx(5));
  CHECK(search.score(1).standard_error == doctest::Approx(0));
  CHECK(search.score(2).mean == doctest::Approx(6));
  CHECK(search.score(2).standard_error == doctest::Approx(4));
  CHECK(search.best() == 1);
  CHECK(search.simplest_within_one_error() == 1);
}

TEST_CASE("the simplest candidate within one standard error is preferred where that is asked for") {
  const Matrix<double> X(4, 1);
  const std::vector<double> y = {0, 0, 1, 3};
  const ModelFamily family = [](std::span<const double> values) { return always(values[0]); };
  const GridSearch search = grid_search(Grid({{"answer", {-9, 0.5, 1}}}), {{0, 1}, {2, 3}}, X, y, family);
  CHECK(search.score(1).mean == doctest::Approx(1.75));
  CHECK(search.score(2).mean == doctest::Approx(1.5));
  CHECK(search.score(2).standard_error == doctest::Approx(0.5));
  CHECK(search.best() == 2);
  CHECK(search.simplest_within_one_error() == 1);
}

TEST_CASE("a candidate that is not finite on some fold never wins, and nothing wins before it is complete") {
  const Matrix<double> X(4, 1);
  const std::vector<double> y = {0, 0, 0, 0};
  const ModelFamily family = [](std::span<const double> values) { return always(values[0]); };
  GridSearch search(Grid({{"answer", {std::numeric_limits<double>::quiet_NaN(), 2}}}), {{0, 1}, {2, 3}});
  for (int i = 0; i < 3; ++i) {
    CHECK(search.best() == -1);
    CHECK(search.candidate() == i / 2);
    CHECK(search.fold() == i % 2);
    search.step(X, y, family);
  }
  CHECK(search.score(1).folds == 1);
  CHECK(search.best() == -1);
  CHECK(search.simplest_within_one_error() == -1);
  search.step(X, y, family);
  CHECK(search.best() == 1);
  CHECK(std::isinf(search.score(0).mean));
}

TEST_CASE("the score of a candidate is that of cross-validating it alone") {
  Rng rng(3);
  Matrix<double> X(30, 2);
  std::vector<double> y;
  for (std::ptrdiff_t i = 0; i < 30; ++i) {
    X(i, 0) = rng.normal();
    X(i, 1) = rng.normal();
    y.push_back(X(i, 0) - 2 * X(i, 1) + 0.3 * rng.normal());
  }
  const ModelFamily family = [](std::span<const double> values) -> FitAndPredict {
    return [alpha = values[0]](ConstMatrixView<double> seen, std::span<const double> targets,
                               ConstMatrixView<double> X_test) { return ridge(seen, targets, alpha).predict(X_test); };
  };
  const Folds folds = random_folds(30, 5, rng);
  const std::vector<double> alphas = {100, 1, 0.01};
  const GridSearch search = grid_search(Grid({{"alpha", alphas}}), folds, X, y, family);
  for (int c = 0; c < 3; ++c) {
    const CrossValidation alone = cross_validate(X, y, folds, family(search.grid().values(c)));
    CHECK(search.score(c).mean == doctest::Approx(mean_and_spread(alone.fold_mse).mean));
  }
  CHECK(search.best() > 0);
}
