#include "core/experiments/sgd-noise/noise_theory.h"

#include <array>
#include <cmath>

#include "tests/unit/parts/linear_problems.h"

using namespace lectern;

namespace {

LinearProblem problem_on(const std::vector<DrawnPoint>& points) {
  return tests::made_linear_problem({.set = LinearData::drawn}, points);
}

// Standardised, so that the cost curves by 2 in every direction.
LinearProblem four_points() { return problem_on({{0, 1, 0}, {2, 5, 0}, {1, 2, 0}, {1, 4, 0}}); }

BatchRace race_on(const LinearProblem& problem) {
  constexpr std::array<BatchRace::Entry, 2> kEntries{{{"one", 1, 0}, {"all", 1000, 1}}};
  return BatchRace(problem, kEntries, linear::BatchOrder::shuffled, Rng(1));
}

}  // namespace

TEST_CASE("the theory of a race is that of each racer's batch at its own rate, and follows a rate that falls") {
  const LinearProblem problem = four_points();
  const BatchRace race = race_on(problem);
  const linear::BatchNoise noise(problem.design(), problem.targets(), problem.cost());
  NoiseTheory theory;
  theory.set_data(problem);
  for (const double eta : {0.1, 0.05, 0.01}) {
    CAPTURE(eta);
    theory.follow(race, linear::BatchOrder::shuffled, std::array{eta, 0.5});
    const double expected = noise.mean_square_distance(linear::BatchOrder::shuffled, 1, eta);
    CHECK(expected > 0);
    CHECK(theory.mean_square_distance(0) == expected);
    CHECK((*theory.covariance(0))(0, 0) > 0);
    CHECK(theory.mean_square_distance(1) == 0);
    CHECK(theory.curves()[1].front().distance == expected);
    CHECK(theory.curves()[0].front().distance ==
          noise.mean_square_distance(linear::BatchOrder::shuffled, 1, 0.5 * eta));
  }
}

TEST_CASE("a change of the rate that nobody sees is not followed, unless what was computed is forgotten") {
  const LinearProblem problem = four_points();
  const BatchRace race = race_on(problem);
  NoiseTheory theory;
  theory.set_data(problem);
  theory.follow(race, linear::BatchOrder::independent, std::array{0.1, 0.1});
  const double before = theory.mean_square_distance(0);
  theory.follow(race, linear::BatchOrder::independent, std::array{0.0995, 0.1});
  CHECK(theory.mean_square_distance(0) == before);
  theory.forget();
  theory.follow(race, linear::BatchOrder::independent, std::array{0.0995, 0.1});
  CHECK(theory.mean_square_distance(0) < before);
  theory.follow(race, linear::BatchOrder::independent, std::array{0.09, 0.1});
  CHECK(theory.mean_square_distance(0) < before);
}

TEST_CASE("too large a rate diverges; one next to zero, and a minimum that is a line, have no theory") {
  const LinearProblem problem = four_points();
  const BatchRace race = race_on(problem);
  NoiseTheory theory;
  theory.set_data(problem);
  theory.follow(race, linear::BatchOrder::shuffled, std::array{0.99, 1.01});
  for (const std::size_t k : {0u, 1u}) {
    CHECK(theory.diverges(k));
    CHECK_FALSE(theory.covariance(k));
    CHECK(std::isnan(theory.mean_square_distance(k)));
  }
  theory.follow(race, linear::BatchOrder::shuffled, std::array{0.0, 1e-12});
  for (const std::size_t k : {0u, 1u}) {
    CHECK_FALSE(theory.diverges(k));
    CHECK_FALSE(theory.covariance(k));
  }
  CHECK(theory.curves()[1].empty());
  const LinearProblem one = problem_on({{1, 1, 0}});
  theory.set_data(one);
  theory.follow(race_on(one), linear::BatchOrder::shuffled, std::array{0.1, 0.1});
  CHECK_FALSE(theory.diverges(0));
  CHECK_FALSE(theory.covariance(0));
}
