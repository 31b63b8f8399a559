#include "core/ml/optimise/first_order.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/ml/optimise/surfaces.h"

using namespace lectern;
using namespace lectern::optimise;

namespace {

std::unique_ptr<Objective> bowl(double first, double second) {
  Matrix<double> A(2, 2);
  A(0, 0) = first, A(1, 1) = second;
  return quadratic(A, {0, 0});
}

const std::vector<nn::OptimizerSpec> kRules = {{.learning_rate = 1},
                                               {.learning_rate = 1, .momentum = 0.5},
                                               {.learning_rate = 1, .momentum = 0.9},
                                               {.learning_rate = 1, .momentum = 0.5, .nesterov = true},
                                               {.learning_rate = 1, .momentum = 0.9, .nesterov = true}};

double f_after(nn::OptimizerSpec spec, double rate, int steps) {
  const auto f = bowl(1, 7);
  spec.learning_rate = rate;
  const std::vector<double> start = {1, 1};
  FirstOrderDescent descent(*f, start, spec);
  for (int i = 0; i < steps; ++i) descent.step();
  return descent.f();
}

}  // namespace

TEST_CASE("the largest stable rate parts rules that converge from rules that do not") {
  for (const nn::OptimizerSpec& spec : kRules) {
    CAPTURE(spec.momentum);
    CAPTURE(spec.nesterov);
    const double limit = largest_stable_rate(spec, 7);
    CHECK(f_after(spec, 0.98 * limit, 4000) < 1e-3);
    CHECK_FALSE(f_after(spec, 1.02 * limit, 2000) < 1e3);
  }
}

TEST_CASE("rules that divide by the gradient, and places that do not curve upwards, have no largest stable rate") {
  CHECK(std::isinf(largest_stable_rate({.kind = nn::OptimizerKind::adam}, 5)));
  CHECK(std::isinf(largest_stable_rate({}, 0)));
  CHECK(std::isinf(largest_stable_rate({}, -2)));
  CHECK(largest_stable_rate({}, 20) == doctest::Approx(0.1));
}

TEST_CASE("noise is added to the gradient of one step only, and copies go on by themselves") {
  const auto f = bowl(1, 1);
  const std::vector<double> start = {1, 0}, noise = {0, 2};
  FirstOrderDescent descent(*f, start, {.learning_rate = 0.5});
  descent.step(noise);
  CHECK(descent.x()[0] == 0.5);
  CHECK(descent.x()[1] == -1);
  FirstOrderDescent copy = descent;
  copy.step();
  CHECK(copy.x()[1] == -0.5);
  CHECK(descent.x()[1] == -1);
  CHECK(descent.average()[0] == 0.75);
  CHECK(copy.steps() == 2);
}

TEST_CASE("effective rates are η over the size of the gradient for rules that divide by it") {
  const auto f = bowl(2, 8);
  const std::vector<double> start = {1, 1};
  std::vector<double> rates(2);
  FirstOrderDescent plain(*f, start, {.learning_rate = 0.1, .momentum = 0.5});
  plain.step();
  plain.effective_rates(rates);
  CHECK(rates[0] == 0.1);
  CHECK(rates[1] == 0.1);
  for (const nn::OptimizerKind kind : {nn::OptimizerKind::adagrad, nn::OptimizerKind::adam}) {
    FirstOrderDescent descent(*f, start, {.kind = kind, .learning_rate = 0.1});
    descent.effective_rates(rates);
    CHECK(rates[1] == 0.1);
    descent.step();  // gradient (2, 8)
    descent.effective_rates(rates);
    CHECK(rates[0] == doctest::Approx(0.05));
    CHECK(rates[1] == doctest::Approx(0.0125));
  }
  FirstOrderDescent mean_square(*f, start, {.kind = nn::OptimizerKind::rmsprop, .learning_rate = 0.1, .alpha = 0.75});
  mean_square.step();
  mean_square.effective_rates(rates);
  CHECK(rates[0] == doctest::Approx(0.1));  // √(¼ · 4) = 1
  CHECK(rates[1] == doctest::Approx(0.025));
}
