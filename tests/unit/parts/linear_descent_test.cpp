#include "core/parts/linear_descent.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/unit/parts/state_hash.h"

using namespace lectern;
using tests::hash_of;

namespace {

// Two samples, (1, 0) of class 1 and (−1, 0) of class 0: [1 X]ᵀ[1 X]/n has the eigenvalues 1, 1, 0.
class Pair {
 public:
  Pair() {
    X_(0, 0) = 1;
    X_(1, 0) = -1;
  }
  void give(LinearDescent& descent, double lambda, double learning_rate) const {
    descent.set_task(X_, labels_, lambda, learning_rate);
  }

 private:
  Matrix<double> X_{2, 2};
  std::vector<int> labels_{1, 0};
};

LinearDescent descent_on(nn::Objective objective, double lambda, double learning_rate) {
  LinearDescent descent(nn::OutputCode::classification(2, objective), Rng(1));
  Pair().give(descent, lambda, learning_rate);
  return descent;
}

}  // namespace

TEST_CASE("the stable rate is 2 over the largest curvature that the cost can have") {
  using enum nn::Objective;
  CHECK(descent_on(squared, 0, 0.1).stable_rate() == doctest::Approx(1));        // λ_max = 2
  CHECK(descent_on(squared, 0.5, 0.1).stable_rate() == doctest::Approx(0.8));    // and the penalty
  CHECK(descent_on(cross_entropy, 0, 0.1).stable_rate() == doctest::Approx(8));  // ¼
  CHECK(descent_on(hinge, 0.5, 0.1).stable_rate() == doctest::Approx(0.5));      // 1/⟨|x|²⟩: the hinge has corners
  CHECK(descent_on(hinge, 0, 0.1).stable_rate() == doctest::Approx(0.5));
  CHECK(descent_on(hinge, 8, 0.1).stable_rate() == doctest::Approx(0.25));
}

TEST_CASE("near given weights the stable rate knows the curvature there") {
  const LinearDescent descent = descent_on(nn::Objective::cross_entropy, 0, 0.1);
  Matrix<double> flat(1, 3), far(1, 3);
  CHECK(descent.stable_rate_at(flat) == doctest::Approx(8));
  far(0, 1) = 10;  // σ'(±10) = 4.54e-5
  CHECK(descent.stable_rate_at(far) == doctest::Approx(2 / 4.5396e-5).epsilon(1e-3));
  CHECK(std::isinf(descent_on(nn::Objective::hinge, 0, 0.1).stable_rate_at(flat)));
}

TEST_CASE("a hinge whose steps jump beyond the margin diverges, and the diagnosis names η") {
  Matrix<double> X(3, 2);  // at (1, 0) one of each class: no weights are right for both
  X(0, 0) = X(2, 0) = 1;
  X(1, 0) = -1;
  const std::vector<int> labels{1, 0, 0};
  LinearDescent diverging(nn::OutputCode::classification(2, nn::Objective::hinge), Rng(1));
  diverging.set_task(X, labels, 0, 100);
  for (int step = 0; step < 50 && !diverging.diagnosis(); ++step) diverging.step();
  REQUIRE(diverging.diagnosis().has_value());
  CHECK(diverging.diagnosis()->cause.find("1/⟨|x|²⟩ = 0.5") != std::string::npos);
  CHECK(diverging.diagnosis()->stable_rate == 0.47);
}

TEST_CASE(
    "below the stable rate every step lowers the cost; beyond it descent diverges, and the diagnosis offers a stable η") {
  LinearDescent stable = descent_on(nn::Objective::squared, 0, 0.9);
  for (int step = 0; step < 50; ++step) {
    const double before = stable.cost();
    stable.step();
    CHECK(stable.cost() <= before);
  }
  CHECK(stable.cost() < 1e-6);
  CHECK_FALSE(stable.diagnosis().has_value());

  LinearDescent diverging = descent_on(nn::Objective::squared, 0, 1.05);
  double before = 0;
  for (int step = 0; step < 50 && !diverging.diagnosis(); ++step) {
    before = diverging.cost();
    diverging.step();
  }
  const std::optional<LinearDescent::Diagnosis> diagnosis = diverging.diagnosis();
  REQUIRE(diagnosis.has_value());
  CHECK(before <= 10);  // guessing costs 1
  CHECK(diverging.cost() > 10);
  CHECK(diagnosis->stable_rate == 0.95);
  CHECK(diagnosis->cause.find("At step " + std::to_string(diverging.steps()) + " ") == 0);
  CHECK(diagnosis->cause.find("η = 1.05 exceeds 2/λ = 1, ") != std::string::npos);
  diverging.set_learning_rate(0.5);
  CHECK_FALSE(diverging.diagnosis().has_value());  // as dear, but it comes down again
  for (int step = 0; step < 50; ++step) diverging.step();
  CHECK(diverging.cost() < 1e-6);
}

TEST_CASE("another task finds the weights where they are, and the history of the cost is kept once there is one") {
  LinearDescent descent = descent_on(nn::Objective::cross_entropy, 0, 1);
  Pair().give(descent, 0.5, 1);
  CHECK(descent.costs().records() == 1);
  for (int step = 0; step < 3; ++step) descent.step();
  const double bias = descent.rows()(0, 0), slope = descent.rows()(0, 1);
  Pair().give(descent, 0, 2);
  CHECK(descent.rows()(0, 0) == bias);
  CHECK(descent.rows()(0, 1) == slope);
  CHECK(descent.steps() == 3);
  CHECK(descent.costs().records() == 4);
}

TEST_CASE("without samples nothing is learned and nothing diverges, however large η") {
  LinearDescent descent(nn::OutputCode::classification(3, nn::Objective::cross_entropy), Rng(1));
  descent.set_task({}, {}, 0, 100);
  CHECK(descent.rows().rows == 3);
  const double weight = descent.rows()(2, 2);
  for (int step = 0; step < 5; ++step) descent.step();
  CHECK(descent.cost() == 0);
  CHECK(descent.rows()(2, 2) == weight);
  CHECK_FALSE(descent.diagnosis().has_value());
}

TEST_CASE("a copy of a descent goes on by itself, to the same weights") {
  LinearDescent one = descent_on(nn::Objective::cross_entropy, 0.1, 1);
  one.step();
  LinearDescent two = one;
  one.step();
  CHECK(hash_of(one) != hash_of(two));
  two.step();
  CHECK(hash_of(one) == hash_of(two));
}
