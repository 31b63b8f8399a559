#include <cmath>
#include <cstdio>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kLearnedFeatures = "#/learned-features?";

}  // namespace

TEST_CASE("learned-features: a straight cut fails on circles, and does in squares and in the last hidden layer") {
  for (int seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    DemoRun run(kLearnedFeatures + "seed=" + std::to_string(seed));
    CHECK(run.metric("accuracy_inputs") < 0.75);
    CHECK(run.metric("accuracy_by_hand") > 0.95);
    run.steps(300);
    CHECK(run.metric("accuracy_learned") > 0.95);
  }
}

TEST_CASE("learned-features: the picture of the last hidden layer is cut by the output's own line") {
  DemoRun run(kLearnedFeatures);
  run.steps(100);
  const Plane& hidden = run.panel<Plane>("hidden");
  const StraightLayer* cut = nullptr;
  const PointsLayer* points = nullptr;
  for (const PlaneLayer& layer : hidden.layers) {
    if (const auto* line = std::get_if<StraightLayer>(&layer)) cut = line;
    if (const auto* some = std::get_if<PointsLayer>(&layer)) points = some;
  }
  REQUIRE(cut != nullptr);
  REQUIRE(points != nullptr);
  int right = 0;
  for (std::size_t i = 0; i < points->x.size(); ++i) {
    const double side =
        cut->a * static_cast<double>(points->x[i]) + cut->b * static_cast<double>(points->y[i]) - cut->c;
    right += (side > 0) == (points->color[i] == 1);
  }
  const double share = right / static_cast<double>(points->x.size());
  const double learned = run.metric("accuracy_learned");
  CHECK((share == doctest::Approx(learned) || 1 - share == doctest::Approx(learned)));
}

TEST_CASE("learned-features: squares do not help with XNOR, a product does") {
  DemoRun run(kLearnedFeatures + "data=xnor");
  CHECK(run.metric("accuracy_by_hand") < 0.8);
  run.tune("made_by_hand", "product");
  CHECK(run.metric("accuracy_by_hand") > 0.85);
}

TEST_CASE("learned-features: more than two classes, and points drawn") {
  DemoRun run(kLearnedFeatures + "data=blobs&classes=4&noise=0.1");
  run.steps(200);
  CHECK(run.metric("accuracy_learned") > 0.9);
  DemoRun drawn(kLearnedFeatures + "data=drawn&classes=3");
  CHECK(std::isnan(drawn.metric("accuracy_learned")));
  drawn.act("plane", PointAdded{{0.5f, 0.5f, 0}});
  drawn.act("plane", PointAdded{{-0.5f, 0.5f, 1}});
  drawn.act("plane", PointAdded{{0.0f, -0.5f, 2}});
  drawn.steps(200);
  CHECK(drawn.metric("accuracy_learned") == 1);
}

TEST_CASE("learned-features: both networks learn the price, the full one with more weights") {
  DemoRun run(kLearnedFeatures + "problem=house&house_hidden=6");
  CHECK(run.metric("parameters_by_hand") == 12);
  CHECK(run.metric("parameters_full") == 37);
  const double by_hand = run.metric("error_by_hand"), full = run.metric("error_full");
  run.steps(600);
  CHECK(run.metric("error_by_hand") < 0.5 * by_hand);
  CHECK(run.metric("error_full") < 0.5 * full);
}

TEST_CASE("learned-features: the formulas by hand, with their numbers, give the price that the network gives") {
  DemoRun run(kLearnedFeatures + "problem=house");
  run.steps(300);
  const Text& text = run.panel<Text>("formulas");
  REQUIRE(text.lines.size() == 4);
  const Network& chosen = run.panel<Network>("chosen");
  const auto holds = [](const std::string& words, double number) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.2f", std::fabs(number));
    return words.find(digits) != std::string::npos;
  };
  for (std::size_t unit = 0; unit < 3; ++unit) {
    CHECK(text.lines[unit].text.find(" = max(") != std::string::npos);
    CHECK(holds(text.lines[unit].text, static_cast<double>(chosen.layers[1].neurons[unit].bias)));
    CHECK(holds(text.lines[3].text, static_cast<double>(chosen.layers[2].weights[unit])));
  }
  // The zip code alone makes a place walkable.
  CHECK(text.lines[1].text.find("zip code") != std::string::npos);
  CHECK(text.lines[1].text.find("size") == std::string::npos);
}
