#include "core/parts/batch_race.h"

#include <array>
#include <cmath>
#include <limits>

#include "tests/unit/parts/layers.h"
#include "tests/unit/parts/linear_problems.h"

using namespace lectern;
using tests::find_layer;
using tests::layer_of;

namespace {

// Standardised, so that the cost curves by 2 in every direction: 2/λ_max = 1.
LinearProblem four_points() {
  return tests::made_linear_problem({.set = LinearData::drawn}, {{0, 1, 0}, {2, 5, 0}, {1, 2, 0}, {1, 4, 0}});
}

BatchRace race_on(const LinearProblem& problem) {
  constexpr std::array<BatchRace::Entry, 2> kEntries{{{"all", 1000, 0}, {"one", 1, 1}}};
  return BatchRace(problem, kEntries, linear::BatchOrder::shuffled, Rng(1));
}

std::vector<double> theta(const BatchRace& race, std::size_t k) {
  return {race.descent(k).theta().begin(), race.descent(k).theta().end()};
}

constexpr std::array kBoth{true, true};

}  // namespace

TEST_CASE("all racers begin at one start, and begin anew with the same batches where it is dragged to") {
  const LinearProblem problem = four_points();
  BatchRace race = race_on(problem);
  CHECK(theta(race, 0) == std::vector<double>(race.start().begin(), race.start().end()));
  CHECK(theta(race, 0) == theta(race, 1));
  const auto path_from = [&](double x, double y) {
    race.start_from(x, y);
    CHECK(theta(race, 1) == std::vector<double>{x, y});
    for (int update = 0; update < 7; ++update) race.update(1, problem, 0.1);
    return theta(race, 1);
  };
  const std::vector<double> first = path_from(5, -1), other = path_from(4, 0), again = path_from(5, -1);
  CHECK(first != other);
  CHECK(first == again);
  CHECK(race.descent(1).updates() == 7);
  CHECK(race.descent(0).updates() == 0);
}

TEST_CASE("a batch of all goes straight to the minimum at half the stable rate; the window holds start and minimum") {
  const LinearProblem problem = four_points();
  BatchRace race = race_on(problem);
  CHECK(race.excess(0, problem) > 0.1);
  const PlanarGrid& grid = race.surface().grid();
  CHECK(0.5 * (grid.x.low + grid.x.high) == doctest::Approx(problem.cost().minimum()[0]));
  for (const double x : {race.start()[0], problem.cost().minimum()[0]}) {
    CHECK(x > grid.x.low);
    CHECK(x < grid.x.high);
  }
  race.update(0, problem, 0.5);  // 1 − ηλ = 0
  CHECK(race.excess(0, problem) == doctest::Approx(0));
}

TEST_CASE("a racer that diverges is told 2/λ_max, and an η below it; one that is not shown is not missed") {
  const LinearProblem problem = four_points();
  BatchRace race = race_on(problem);
  CHECK_FALSE(race.diverged(problem, kBoth).has_value());
  int updates = 0;
  for (; updates < 50 && !race.diverged(problem, kBoth); ++updates) race.update(0, problem, 3);
  REQUIRE(race.diverged(problem, kBoth) == std::size_t{0});
  CHECK_FALSE(race.diverged(problem, std::array{false, true}).has_value());
  CHECK(race.diagnosis(0, problem, 3) ==
        "After " + std::to_string(updates) +
            " updates the cost of all has grown beyond all bounds: η = 3 is larger than 2/λ_max = "
            "1, where λ_max = 2 is the largest curvature of the cost. Every update multiplies the "
            "error along that direction by 1 − ηλ_max = -5.");
  const double stable = race.remedy(0, problem, 3);
  CHECK(stable < 1);
  CHECK(stable >= 0.9);
  race.update(0, problem, std::numeric_limits<double>::infinity());
  CHECK(race.diverged(problem, kBoth) == std::size_t{0});  // also where there is no number left
}

TEST_CASE("small batches bear less than 2/λ_max, the less the smaller they are, and their diagnosis says so") {
  const LinearProblem problem = four_points();
  CHECK(stable_rate(problem, 4) == doctest::Approx(1));
  CHECK(stable_rate(problem, 1) < stable_rate(problem, 2));
  CHECK(stable_rate(problem, 2) < stable_rate(problem, 3));
  CHECK(stable_rate(problem, 3) < 1);
  const std::string cause = race_on(problem).diagnosis(1, problem, 0.9);
  CHECK(cause.find("η = 0.9 is smaller than 2/λ_max = 1,") != std::string::npos);
  CHECK(cause.find("Batches of 1 ") != std::string::npos);
  CHECK(race_on(problem).remedy(1, problem, 0.9) < stable_rate(problem, 1));
}

TEST_CASE("a rate is rounded down to two digits and stays off the edge, whatever its size") {
  CHECK(rounded_below(0.01239) == doctest::Approx(0.012));
  CHECK(rounded_below(1234) == 1200);
  CHECK(rounded_below(99.9) == 99);
  CHECK(rounded_below(99) == 98);
  CHECK(rounded_below(1) == doctest::Approx(0.9));
  for (double value = 1e-9; value < 1e9; value *= 1.37) {
    CHECK(rounded_below(value) < 0.9951 * value);
    CHECK(rounded_below(value) > 0.89 * value);
  }
  CHECK(rounded_below(0) == 0);
  CHECK(rounded_below(-2) == -2);
  CHECK(std::isinf(rounded_below(INFINITY)));
}

TEST_CASE("other weights on the axes are another picture of the same race; hidden racers leave no path in it") {
  const LinearProblem problem = tests::made_linear_problem({.bedrooms = true});
  BatchRace race = race_on(problem);
  race.update(1, problem, 0.01);
  const std::vector<double> before = theta(race, 1);
  race.set_axes(problem, 1, 2);
  CHECK(theta(race, 1) == before);
  CHECK(race.along_x(before) == before[1]);
  CHECK(race.along_y(before) == before[2]);
  const Range y = race.surface().grid().y;
  CHECK(0.5 * (y.low + y.high) == doctest::Approx(problem.cost().minimum()[2]));
  Plane plane;
  race.describe(plane, problem, std::array{false, true});
  CHECK(plane.x.label == problem.weight_label(1));
  CHECK(find_layer<LineLayer>(plane, "all") == nullptr);
  CHECK(layer_of<LineLayer>(plane, "one").x.back() == static_cast<float>(before[1]));
  CHECK(layer_of<HandlesLayer>(plane, "start").y[0] == static_cast<float>(race.start()[2]));
  CHECK(layer_of<PointsLayer>(plane, "minimum").x[0] == static_cast<float>(problem.cost().minimum()[1]));
}
