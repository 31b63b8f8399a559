#include "core/ml/optimise/configuration_search.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/ml/optimise/expected_improvement.h"
#include "core/ml/optimise/parzen_ratio.h"

using namespace lectern;
using namespace lectern::optimise;

namespace {

// Two numbers and two choices matter, two numbers and a choice do not.
constexpr SearchDimension kSpace[] = {{0}, {0}, {3}, {0}, {0}, {4}};
constexpr std::ptrdiff_t kD = 6;

double cost_of(const double* x, Rng& noise) {
  const double a = x[0] - 0.73, b = x[1] - 0.31;
  return 4 * a * a + 2 * b * b + (x[2] == 1 ? 0 : 0.5) + 0.05 * noise.normal();
}

struct Run {
  Matrix<double> X{200, kD};
  std::vector<double> y;
};

// The mean of the last 50 costs of 200.
double late_cost(SearchMethod method, std::uint64_t seed, Run* kept = nullptr) {
  Run run;
  Rng rng = Rng(seed).split("search"), noise = Rng(seed).split("noise");
  ProcessSearch process(kSpace);
  for (std::ptrdiff_t i = 0; i < 200; ++i) {
    const std::span<double> x(run.X.row(i), kD);
    const Tried tried{run.X.view().rows_range(0, i), run.y};
    if (method == SearchMethod::parzen && i >= 20)
      propose_parzen(kSpace, tried, rng, x);
    else if (method == SearchMethod::gaussian_process && i >= 20)
      process.propose(kSpace, tried, {}, rng, x);
    else
      draw_configuration(kSpace, rng, x);
    run.y.push_back(cost_of(x.data(), noise));
  }
  double sum = 0;
  for (std::size_t i = 150; i < 200; ++i) sum += run.y[i] / 50;
  if (kept != nullptr) *kept = run;
  return sum;
}

}  // namespace

TEST_CASE("configuration search: models propose better configurations than chance") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    CAPTURE(seed);
    const double random = late_cost(SearchMethod::random, seed);
    CHECK(random > 0.8);
    CHECK(late_cost(SearchMethod::parzen, seed) < 0.5 * random);
    CHECK(late_cost(SearchMethod::gaussian_process, seed) < 0.5 * random);
  }
}

TEST_CASE("configuration search: main effects find what matters") {
  Run run;
  late_cost(SearchMethod::random, 5, &run);
  std::array<double, kD> shares;
  main_effects(kSpace, {run.X, run.y}, 5, shares);
  CHECK(shares[0] > 0.3);
  CHECK(shares[2] > 0.02);
  for (const std::size_t d : {3, 4, 5}) CHECK(shares[d] < 0.06);
  main_effects(kSpace, {run.X.view().rows_range(0, 1), std::span(run.y).first(1)}, 5, shares);
  CHECK(*std::max_element(shares.begin(), shares.end()) == 0);
}

TEST_CASE("configuration search: a grid has few values of each of many dimensions") {
  const SearchGrid grid(kSpace, 200);
  CHECK(grid.nodes() <= 200);
  CHECK(std::vector<int>(grid.levels().begin(), grid.levels().end()) == std::vector<int>{4, 3, 2, 2, 2, 2});
  CHECK(grid.nodes() == 192);
  std::set<std::vector<double>> nodes;
  std::vector<double> x(kD);
  for (std::int64_t i = 0; i < grid.nodes(); ++i) {
    grid.node(i, x);
    nodes.insert(x);
  }
  CHECK(std::ssize(nodes) == grid.nodes());
  const SearchGrid least(kSpace, 1);
  CHECK(least.nodes() == 1);
  least.node(0, x);
  CHECK(x == std::vector<double>{0.5, 0.5, 0, 0.5, 0.5, 0});
}

TEST_CASE("expected improvement: by hand, by differences and far down the tail") {
  const ImprovementGoal goal{.best = 1, .minimises = true, .xi = 0.1};
  const Improvement sure = improvement(goal, 0.5, 0);
  CHECK(sure.expected == doctest::Approx(0.4));
  CHECK(sure.probability == 1);
  CHECK(improvement(goal, 2, 0).expected == 0);
  const Improvement even = improvement(goal, 0.9, 2);
  CHECK(even.expected == doctest::Approx(2 * 0.3989422804));
  const double slope = (improvement(goal, 0.7, 0.5001).expected - improvement(goal, 0.7, 0.4999).expected) / 2e-4;
  CHECK(improvement(goal, 0.7, 0.5).d_deviation == doctest::Approx(slope).epsilon(1e-6));
  CHECK(normal_distribution(-10) == doctest::Approx(7.619853024160527e-24).epsilon(1e-12));
  CHECK(normal_distribution(-3.0000001) == doctest::Approx(normal_distribution(-2.9999999)).epsilon(1e-6));
  CHECK(normal_distribution(0) == 0.5);
}

TEST_CASE("parzen ratio: of equal values the first counts as smaller") {
  const std::vector<double> y{3, 1, 2, 1, 1};
  CHECK(smallest_indices(y, 2) == std::vector<int>{1, 3});
  CHECK(smallest_indices(y, 0).empty());
  CHECK(smallest_indices(y, 5).size() == 5);
  const std::vector<double> points{0.2};
  const ParzenDensity density{points, 0.1, 1, 0, 2};
  CHECK(density.at(0.2) == doctest::Approx((3.989422804 + 0.5) / 2));
}
