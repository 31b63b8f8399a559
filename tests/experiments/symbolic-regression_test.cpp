#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;

namespace {

const std::string kSymbolicLink = "#/symbolic-regression?";

// The text of the first formula among the numbers: what is shown.
std::string shown_formula(DemoRun& run) {
  for (const TextLine& line : run.panel<Text>("numbers").lines)
    if (line.style == TextStyle::formula) return line.text;
  return {};
}

}  // namespace

TEST_CASE("symbolic-regression: a formula is recovered exactly, also from noisy data") {
  DemoRun exact(kSymbolicLink);
  exact.steps(100);
  CHECK(exact.metric("guess_recovered") == 1);
  CHECK(exact.metric("held_out_error") < 1e-20);
  CHECK(shown_formula(exact) == "m = m₀/√(1 − (v/c)²)");
  DemoRun noisy(kSymbolicLink + "noise=0.1");
  noisy.steps(150);
  CHECK(noisy.metric("guess_recovered") == 1);
  CHECK(noisy.metric("shown_error") > 0.005);  // the noise
}

TEST_CASE("symbolic-regression: dimensional analysis settles Kepler's law before the search begins") {
  DemoRun with(kSymbolicLink + "physics_law=kepler"),
      without(kSymbolicLink + "physics_law=kepler&dimensional_analysis=false");
  CHECK(with.metric("guess_recovered") == 1);
  CHECK(without.metric("guess_recovered") == 0);
}

TEST_CASE("symbolic-regression: blind changes need longer than changes that ask what is missing") {
  DemoRun blind(kSymbolicLink + "asks_backward=false");
  blind.steps(200);
  CHECK(blind.metric("guess_recovered") == 0);
}

TEST_CASE("symbolic-regression: a tap on the front shows another formula, a second tap the best guess again") {
  DemoRun run(kSymbolicLink);
  run.steps(30);
  const double guess = run.metric("guess_tokens");
  const auto lines = tests::layers_of<PointsLayer>(run.panel<Plane>("front"));
  float other = 0;
  for (const PointsLayer* layer : lines)
    if (layer->label == "formula found") other = layer->x.front();
  REQUIRE(static_cast<double>(other) < guess);
  CHECK(run.metric("shown_tokens") == guess);
  run.act("front", LatentPicked{other, 0.01f});
  CHECK(run.metric("shown_tokens") == static_cast<double>(other));
  CHECK(run.metric("guess_tokens") == guess);
  run.act("front", LatentPicked{other, 0.01f});
  CHECK(run.metric("shown_tokens") == guess);
}

TEST_CASE("symbolic-regression: errors fall along the front, and shorter formulas stand left") {
  DemoRun run(kSymbolicLink + "physics_law=lorentz");
  run.steps(40);
  const Table& table = run.panel<Table>("formulas");
  REQUIRE(table.rows.size() > 2);
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    CHECK(number_in(table, i, 0) > number_in(table, i - 1, 0));
    CHECK(number_in(table, i, 1) <= number_in(table, i - 1, 1));
  }
}

TEST_CASE("symbolic-regression: a network that writes tokens learns, and finds the focal length") {
  DemoRun run(kSymbolicLink + "formula_search=network&physics_law=lens");
  run.steps(1);
  const double first = run.metric("mean_reward");
  run.steps(149);
  CHECK(run.metric("mean_reward") > first);
  CHECK(run.metric("token_entropy") > 0.1);
  CHECK(run.metric("guess_test_error") < 0.2);
}

TEST_CASE("symbolic-regression: a tapped token is written, and let go again") {
  DemoRun run(kSymbolicLink + "formula_search=network");
  run.steps(20);
  const std::vector<std::string> before = run.panel<Plane>("tokens").x.names;
  const std::vector<std::string> alphabet = run.panel<Plane>("tokens").y.names;
  // Division first: m₀ is a mass, and a mass over a number is one.
  const auto over = std::find(alphabet.begin(), alphabet.end(), "/");
  REQUIRE(over != alphabet.end());
  REQUIRE(before.front() != "/");
  const auto y = static_cast<float>(over - alphabet.begin());
  run.act("tokens", LatentPicked{1, y});
  CHECK(run.panel<Plane>("tokens").x.names.front() == "/");
  run.act("tokens", LatentPicked{1, y});
  CHECK(run.panel<Plane>("tokens").x.names == before);
  run.act("tokens", LatentPicked{1, y + 0.2f});
  CHECK(run.panel<Plane>("tokens").x.names.front() == "/");
}
