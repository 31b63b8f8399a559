#include "core/ml/trees/boosting.h"

#include <doctest/doctest.h>

#include <cmath>
#include <iterator>
#include <vector>

#include "core/math/elementary.h"
#include "tests/unit/matrices.h"

using namespace lectern;
using namespace lectern::trees;

namespace {

// Inside a ring or outside of it: no stump comes near it.
std::vector<int> ring(const Matrix<double>& X) {
  std::vector<int> labels;
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) labels.push_back(X(i, 0) * X(i, 0) + X(i, 1) * X(i, 1) < 1 ? 1 : 0);
  return labels;
}

TreeOptions depth(int levels) {
  TreeOptions options;
  options.max_depth = levels;
  return options;
}

}  // namespace

TEST_CASE("AdaBoost: after a round the tree that was grown is no better than a coin on the new weights") {
  const Matrix<double> X = tests::random_matrix(200, 2, 3);
  const std::vector<int> labels = ring(X);
  const SortedInputs inputs(X);
  TreeGrower grower(inputs);
  AdaBoost boost(200, 2);
  double bound = 1;
  for (int t = 0; t < 40; ++t) {
    REQUIRE(boost.step(grower, labels, depth(1)));
    const AdaBoost::Round& round = boost.rounds().back();
    std::vector<bool> wrong(200);
    for (std::size_t i = 0; i < 200; ++i)
      wrong[i] = round.tree.predict({X.row(static_cast<std::ptrdiff_t>(i)), 2}) != labels[i];
    CHECK(weighted_error(boost.weights(), wrong) == doctest::Approx(0.5));
    double sum = 0;
    for (const double weight : boost.weights()) sum += weight;
    CHECK(sum == doctest::Approx(1));
    // The training error stays below Π 2 √(e (1 − e)).
    bound *= 2 * std::sqrt(round.error * (1 - round.error));
    CHECK(boost.training_error(labels) <= bound + 1e-12);
  }
  CHECK(boost.training_error(labels) < 0.05);
}

TEST_CASE("AdaBoost: a perfect tree is the last one") {
  const Matrix<double> X = tests::random_matrix(30, 2, 4);
  std::vector<int> labels;
  for (std::ptrdiff_t i = 0; i < 30; ++i) labels.push_back(X(i, 0) > 0 ? 2 : 0);
  const SortedInputs inputs(X);
  TreeGrower grower(inputs);
  AdaBoost boost(30, 3);
  CHECK(boost.step(grower, labels, depth(1)));
  CHECK(boost.is_perfect());
  CHECK_FALSE(boost.step(grower, labels, depth(1)));
  CHECK(boost.training_error(labels) == 0);
}

TEST_CASE("a stump of least weighted error by hand") {
  Matrix<double> X(4, 1);
  for (std::ptrdiff_t i = 0; i < 4; ++i) X(i, 0) = static_cast<double>(i);
  const std::vector<int> y = {1, 1, -1, 1};
  const std::vector<double> weights = {0.25, 0.25, 0.25, 0.25};
  const SignStump stump = best_sign_stump(SortedInputs(X), y, weights);
  CHECK(stump.threshold == 1.5);
  CHECK(stump.polarity == -1);
  CHECK(stump.error == doctest::Approx(0.25));
}

TEST_CASE("gradient boosting: the residuals are the negative gradient of the loss, and every stage lowers it") {
  const Matrix<double> X = tests::random_matrix(150, 2, 5);
  const std::vector<int> labels = ring(X);
  std::vector<int> three;
  std::vector<double> y;
  for (std::ptrdiff_t i = 0; i < 150; ++i) {
    three.push_back(labels[static_cast<std::size_t>(i)] == 1 ? 2 : X(i, 0) > 0 ? 1 : 0);
    y.push_back(X(i, 0) * X(i, 1));
  }
  const SortedInputs inputs(X);
  TreeGrower grower(inputs);
  Rng rng(6);
  for (const BoostingLoss loss : {BoostingLoss::squared_error, BoostingLoss::log_loss, BoostingLoss::multinomial}) {
    TreeTarget target;
    if (loss == BoostingLoss::squared_error) {
      target.y = y;
    } else {
      target.labels = loss == BoostingLoss::log_loss ? labels : three;
      target.classes = loss == BoostingLoss::log_loss ? 2 : 3;
    }
    BoostingOptions options;
    options.loss = loss;
    options.tree.max_depth = 2;
    GradientBoosting boost(target, options);
    double last = boost.training_loss(target);
    for (int stage = 0; stage < 30; ++stage) {
      boost.step(grower, X, target, rng);
      const double now = boost.training_loss(target);
      CHECK(now < last);
      last = now;
    }
    std::vector<double> F(boost.training_raw().begin(), boost.training_raw().end());
    const std::vector<double> r = boost.residuals(target);
    const double scale = loss == BoostingLoss::squared_error ? 2 : 1;
    for (std::size_t i = 0; i < 12; ++i) {
      const double h = 1e-5, here = F[i];
      F[i] = here + h;
      const double above = boost.loss(target, F);
      F[i] = here - h;
      const double below = boost.loss(target, F);
      F[i] = here;
      CHECK(-(above - below) / (2 * h) * 150 / scale == doctest::Approx(r[i]).epsilon(1e-5));
    }
    // What it says of a training row is what it has summed up for it.
    std::vector<double> raw(static_cast<std::size_t>(boost.width()));
    boost.raw({X.row(7), 2}, raw, boost.stages());
    for (std::size_t k = 0; k < raw.size(); ++k) CHECK(raw[k] == doctest::Approx(F[7 * raw.size() + k]));
  }
}

TEST_CASE("gradient boosting: a stage that sees a part of the rows moves all of them") {
  const Matrix<double> X = tests::random_matrix(100, 2, 8);
  std::vector<double> y;
  for (std::ptrdiff_t i = 0; i < 100; ++i) y.push_back(X(i, 0));
  TreeTarget target;
  target.y = y;
  BoostingOptions options;
  options.subsample = 0.5;
  options.tree.max_depth = 1;
  const SortedInputs inputs(X);
  TreeGrower grower(inputs);
  Rng rng(9);
  GradientBoosting boost(target, options);
  boost.step(grower, X, target, rng);
  CHECK(boost.trees()[0].nodes()[0].samples == 50);
  for (std::size_t i = 0; i < 100; ++i) CHECK(boost.training_raw()[i] != boost.init()[0]);
}

TEST_CASE("gradient boosting: a row of weight 3 counts as three rows") {
  const Matrix<double> X = tests::random_matrix(60, 2, 11);
  const std::vector<int> labels = ring(X);
  std::vector<double> weights;
  std::vector<int> repeated_labels;
  std::vector<std::ptrdiff_t> rows;
  for (std::ptrdiff_t i = 0; i < 60; ++i) {
    const int times = 1 + 2 * static_cast<int>(i % 2);
    weights.push_back(times);
    for (int k = 0; k < times; ++k) {
      rows.push_back(i);
      repeated_labels.push_back(labels[static_cast<std::size_t>(i)]);
    }
  }
  Matrix<double> repeated(std::ssize(rows), 2);
  for (std::ptrdiff_t i = 0; i < repeated.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < 2; ++j) repeated(i, j) = X(rows[static_cast<std::size_t>(i)], j);
  BoostingOptions options;
  options.loss = BoostingLoss::log_loss;
  options.tree.max_depth = 2;
  TreeTarget weighted, whole;
  weighted.labels = labels;
  weighted.weights = weights;
  whole.labels = repeated_labels;
  weighted.classes = whole.classes = 2;
  const SortedInputs few(X), many(repeated);
  TreeGrower few_grower(few), many_grower(many);
  GradientBoosting a(weighted, options), b(whole, options);
  Rng rng(12);
  for (int stage = 0; stage < 5; ++stage) {
    a.step(few_grower, X, weighted, rng);
    b.step(many_grower, repeated, whole, rng);
  }
  CHECK(a.training_loss(weighted) == doctest::Approx(b.training_loss(whole)));
  for (std::size_t i = 0; i < rows.size(); ++i)
    CHECK(a.training_raw()[static_cast<std::size_t>(rows[i])] == doctest::Approx(b.training_raw()[i]));
}

TEST_CASE("shares of the classes sum to one") {
  double shares[3];
  class_shares(BoostingLoss::multinomial, std::vector<double>{1000, 0, -1000}, shares);
  CHECK(shares[0] == 1);
  class_shares(BoostingLoss::log_loss, std::vector<double>{2}, std::span(shares).first(2));
  CHECK(shares[0] + shares[1] == doctest::Approx(1));
  CHECK(shares[1] == doctest::Approx(math::sigmoid(2.0)));
}
