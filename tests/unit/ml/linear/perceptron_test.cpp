#include "core/ml/linear/perceptron_training.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace lectern;
using namespace lectern::linear;

namespace {

Matrix<double> points(std::initializer_list<std::array<double, 2>> list) {
  Matrix<double> X(static_cast<std::ptrdiff_t>(list.size()), 2);
  std::ptrdiff_t i = 0;
  for (const std::array<double, 2>& point : list) {
    X(i, 0) = point[0];
    X(i++, 1) = point[1];
  }
  return X;
}

const Matrix<double> kCorners = points({{1, 1}, {-1, 1}, {-1, -1}, {1, -1}});
const std::vector<int> kXor{1, 0, 1, 0};

PerceptronTraining training(int tasks, PerceptronTraining::Order order = PerceptronTraining::Order::in_turn) {
  return {Matrix<double>(tasks, 3), 1, order, Rng(1)};
}

}  // namespace

TEST_CASE("the margin of two points is the distance of their segment from 0 in the space of y (x, 1), by hand") {
  // y (x, 1) are (1, 0, 1) and (2, 0, -1); the point of their segment nearest to 0 is (6/5, 0, 3/5).
  const auto found = widest_margin(points({{1, 0}, {-2, 0}}), std::vector<int>{1, -1});
  REQUIRE(found.has_value());
  const double length = std::sqrt(1.8);
  CHECK(found->margin == doctest::Approx(length).epsilon(1e-3));
  CHECK(found->w[0] == doctest::Approx(1.2 / length).epsilon(1e-3));
  CHECK(found->w[1] == doctest::Approx(0));
  CHECK(found->b == doctest::Approx(0.6 / length).epsilon(1e-3));
  CHECK(found->radius == doctest::Approx(std::sqrt(5.0)));
}

TEST_CASE("no margin is found where no line separates, and none in nothing") {
  CHECK_FALSE(widest_margin(kCorners, std::vector<int>{1, -1, 1, -1}).has_value());
  CHECK_FALSE(widest_margin(points({{0.5, 0.5}, {0.5, 0.5}}), std::vector<int>{1, -1}).has_value());
  CHECK_FALSE(widest_margin(Matrix<double>(0, 2), std::vector<int>{}).has_value());
}

TEST_CASE("the widest margin is at least that of any other separating line") {
  Rng rng(3);
  Matrix<double> X(60, 2);
  std::vector<int> y;
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    const double side = i % 2 == 0 ? 1 : -1;
    X(i, 0) = side * (0.2 + rng.uniform());
    X(i, 1) = 2 * rng.uniform() - 1;
    y.push_back(static_cast<int>(side));
  }
  const auto found = widest_margin(X, y);
  REQUIRE(found.has_value());
  for (int trial = 0; trial < 2000; ++trial) {
    double v[3], length = 0;
    for (double& value : v) value = rng.normal(), length += value * value;
    double margin = INFINITY;
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
      const double score = v[0] * X(i, 0) + v[1] * X(i, 1) + v[2];
      margin = std::min(margin, y[static_cast<std::size_t>(i)] * score / std::sqrt(length));
    }
    CHECK(margin <= found->margin * (1 + 2e-3));
  }
}

TEST_CASE("a visit on the wrong side adds the sample, one on the right side changes nothing, by hand") {
  PerceptronTraining run = training(1);
  run.set_data(points({{2, 1}, {-1, 3}}), {1, 0});
  run.step();
  REQUIRE(run.visits().size() == 1);
  CHECK(run.visits()[0].updated);
  CHECK(run.rows()(0, 0) == 1);
  CHECK(run.rows()(0, 1) == 2);
  CHECK(run.rows()(0, 2) == 1);
  run.step();  // score 1 - 2 + 3 = 2 for class 0: taken away
  CHECK(run.visits()[0].score == 2);
  CHECK(run.rows()(0, 0) == 0);
  CHECK(run.rows()(0, 1) == 3);
  CHECK(run.rows()(0, 2) == -2);
  run.step();  // score 4 for class 1
  CHECK_FALSE(run.visits()[0].updated);
  CHECK(run.tasks()[0].updates == 2);
}

TEST_CASE("separable samples take no more updates than Novikoff's bound, in every order and from every start") {
  for (const auto order :
       {PerceptronTraining::Order::in_turn, PerceptronTraining::Order::shuffled, PerceptronTraining::Order::wrong}) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      Rng rng(seed);
      Matrix<double> X(50, 2), start(1, 3);
      std::vector<int> labels;
      for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
        labels.push_back(static_cast<int>(i % 2));
        X(i, 0) = rng.normal();
        X(i, 1) = 0.5 * X(i, 0) + 0.3 + (i % 2 == 1 ? 1 : -1) * (0.05 + rng.uniform());
      }
      for (int j = 0; j < 3; ++j) start(0, j) = seed % 2 == 0 ? rng.normal() : 0;
      PerceptronTraining run(start, 0.5, order, Rng(seed));
      run.set_data(X, labels);
      const double bound = run.tasks()[0].bound();
      CHECK(bound > 0);
      for (int i = 0; i < 100000 && !run.finished(); ++i) run.step();
      CHECK(run.finished());
      CHECK(run.mistakes() == 0);
      CHECK(static_cast<double>(run.tasks()[0].updates) <= bound);
    }
  }
}

TEST_CASE("XOR goes in circles: the weights come back, the mistakes never end, the pocket keeps the best") {
  PerceptronTraining run = training(1);
  run.set_data(kCorners, kXor);
  CHECK(run.tasks()[0].bound() == 0);
  int fewest = run.mistakes();
  for (int i = 0; i < 400; ++i) {
    run.step();
    CHECK(run.mistakes() > 0);
    fewest = std::min(fewest, run.mistakes());
  }
  CHECK(run.cycle() >= 1);
  CHECK_FALSE(run.finished());
  CHECK(run.pocket_mistakes() == fewest);
}

TEST_CASE("three classes have a perceptron each, and the largest score wins") {
  PerceptronTraining run = training(3, PerceptronTraining::Order::shuffled);
  run.set_data(points({{0, 3}, {0.5, 3}, {-3, -2}, {-3, -2.5}, {3, -2}, {3, -2.5}}), {0, 0, 1, 1, 2, 2});
  for (int i = 0; i < 10000 && !run.finished(); ++i) run.step();
  CHECK(run.finished());
  CHECK(run.mistakes() == 0);
  for (const PerceptronTraining::Task& task : run.tasks()) CHECK(task.wrong == 0);
}

TEST_CASE("perceptrons without samples wait, and new samples begin a new pass") {
  PerceptronTraining run = training(1);
  run.step();
  CHECK(run.looked_at() == 0);
  CHECK_FALSE(run.finished());
  run.set_data(points({{1, 0}}), {1});
  for (int i = 0; i < 3; ++i) run.step();
  CHECK(run.finished());
}

TEST_CASE("copies of a perceptron's training go on to the same state") {
  PerceptronTraining run = training(1, PerceptronTraining::Order::shuffled);
  run.set_data(kCorners, kXor);
  for (int i = 0; i < 17; ++i) run.step();
  PerceptronTraining copy = run;
  for (int i = 0; i < 40; ++i) run.step(), copy.step();
  StateHasher a, b;
  add_state(a, run);
  add_state(b, copy);
  CHECK(a.digest() == b.digest());
}
