#include "core/experiments/polynomial-regression/expected_error.h"

#include <doctest/doctest.h>

#include "core/data/laws.h"

using namespace lectern;

namespace {

CurveProblem problem_of(const char* law, double noise) {
  CurveProblem problem;
  problem.law = CurveLaw(*data::find_law_of_one(law));
  problem.interval = problem.law->interval();
  problem.noise = noise;
  return problem;
}

// f̂(x) = coefficient 0 + coefficient 1 · x
linear::Polynomial line(double constant, double slope) {
  return {{linear::PolynomialBasis::powers, 1, 0, 1}, {constant, slope}};
}

}  // namespace

TEST_CASE("the expected error is σ² and the mean squared distance from the law") {
  const CurveProblem problem = problem_of("linear", 0.7);  // f = 2x on [0, 1]
  const ExpectedError inside(problem, problem.interval), beyond(problem, {1, 3});
  REQUIRE(inside.is_known());
  CHECK(inside(line(0, 2)) == doctest::Approx(0.49).epsilon(1e-14));
  CHECK(inside(line(0.5, 2)) == doctest::Approx(0.49 + 0.25).epsilon(1e-14));
  // ∫₀¹ x² = 1/3 and ½ ∫₁³ x² = 13/3
  CHECK(inside(line(0, 3)) == doctest::Approx(0.49 + 1.0 / 3).epsilon(1e-14));
  CHECK(beyond(line(0, 3)) == doctest::Approx(0.49 + 13.0 / 3).epsilon(1e-14));
}

TEST_CASE("the expected error is what the errors on ever more fresh points tend to") {
  const CurveProblem problem = problem_of("degree-10", 0.5);
  Rng rng(3);
  const linear::Polynomial fit = line(1, -0.5);
  const double expected = ExpectedError(problem, problem.interval)(fit);
  CHECK(mean_squared_error(fit, problem.sample(200000, rng)) == doctest::Approx(expected).epsilon(0.02));
}

TEST_CASE("without a law, or on a window of no width, no error is expected") {
  const CurveProblem problem = problem_of("linear", 1);
  CHECK_FALSE(ExpectedError().is_known());
  CHECK_FALSE(ExpectedError(problem, {1, 1}).is_known());
  CHECK_FALSE(ExpectedError(CurveProblem{}, {0, 1}).is_known());
  CHECK(ExpectedError()(line(1, 1)) == 0);
}
