#include "core/experiments/model-selection/selection_luck.h"

#include <cmath>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;

namespace {

CurveProblem noisy_line() {
  CurveProblem problem;
  problem.law = CurveLaw(*data::find_law_of_one("linear"));
  problem.interval = problem.law->interval();
  problem.noise = 0.5;
  return problem;
}

}  // namespace

TEST_CASE("the more take part, the better the winner's validation error looks, while fresh data know of no gain") {
  SelectionLuck luck(30);
  Rng rng(1);
  for (int contest = 0; contest < 300; ++contest) luck.add_contest(noisy_line(), 8, rng);
  CHECK(luck.contests() == 300);
  REQUIRE(luck.winner_validation().size() == 30);
  const auto of = [](std::span<const math::RunningMoments> errors, std::size_t m) { return errors[m].mean(); };
  for (std::size_t m = 1; m < 30; ++m) CHECK(of(luck.winner_validation(), m) <= of(luck.winner_validation(), m - 1));
  // One alone is not chosen: nothing is too good about its error.
  CHECK(of(luck.winner_validation(), 0) == doctest::Approx(of(luck.winner_test(), 0)).epsilon(0.1));
  CHECK(of(luck.winner_validation(), 29) < 0.85 * of(luck.winner_test(), 29));
  CHECK(SelectionLuck::expected_error(noisy_line()) == 0.5);
  for (std::size_t m = 0; m < 30; ++m) {
    CAPTURE(m);
    CHECK(std::fabs(of(luck.winner_test(), m) - 0.5) < 4 * luck.winner_test()[m].standard_error());
    CHECK(luck.winner_test()[m].standard_error() < 0.02);
  }
}

TEST_CASE("contests are drawn before the first as an empty picture, of one contest without intervals") {
  SelectionLuck luck(5);
  Plane empty;
  luck.describe(empty, 0.5);
  CHECK(empty.layers.empty());
  CHECK(empty.x.logarithmic);
  Rng rng(2);
  luck.add_contest(noisy_line(), 5, rng);
  Plane one;
  luck.describe(one, 0.5);
  CHECK(layer_of<LineLayer>(one, "its validation error").x == std::vector<float>{1, 2, 3, 4, 5});
  for (const BandLayer* band : tests::layers_of<BandLayer>(one)) CHECK(band->x.empty());
  luck.add_contest(noisy_line(), 5, rng);
  Plane two;
  luck.describe(two, 0.5);
  CHECK(tests::layers_of<BandLayer>(two).front()->x.size() == 5);
  CHECK(two.y.range.high > static_cast<double>(layer_of<LineLayer>(two, "its error on fresh data").y.back()));
}

TEST_CASE("smallest samples and a single contestant make a contest, too") {
  SelectionLuck luck(1);
  Rng rng(3);
  luck.add_contest(noisy_line(), 1, rng);
  CHECK(luck.contests() == 1);
  CHECK(luck.winner_test()[0].mean() > 0);
  Plane plane;
  luck.describe(plane, 0.5);
  CHECK(plane.x.range.high == 2);
}
