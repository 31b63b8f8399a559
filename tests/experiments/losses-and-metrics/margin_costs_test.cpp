#include "core/experiments/losses-and-metrics/margin_costs.h"

#include <cmath>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;

namespace {

Plane picture(nn::Objective trained, const std::vector<double>& scores = {},
              const std::vector<std::int32_t>& truth = {}) {
  Plane plane;
  MarginCosts().describe(plane, trained, scores, truth);
  return plane;
}

}  // namespace

TEST_CASE("each cost is that of its margin: ln 2 or 1 at 0, nothing beyond 1 for hinge, which squares blame, too") {
  const Plane plane = picture(nn::Objective::hinge);
  const LineLayer& entropy = layer_of<LineLayer>(plane, "cross-entropy");
  const LineLayer& squared = layer_of<LineLayer>(plane, "squared");
  const LineLayer& hinge = layer_of<LineLayer>(plane, "hinge");
  REQUIRE(hinge.x.size() == 121);
  CHECK(hinge.x[60] == 0);
  CHECK(entropy.y[60] == doctest::Approx(std::log(2.0)));
  CHECK(squared.y[60] == 1);
  CHECK(hinge.y[60] == 1);
  CHECK(hinge.x[80] == doctest::Approx(1));
  CHECK(squared.y[80] == doctest::Approx(0));
  CHECK(hinge.y.front() == 4);
  CHECK(hinge.y.back() == 0);
  CHECK(squared.y.back() == 4);
  CHECK(entropy.y.back() == doctest::Approx(std::log(1 + std::exp(-3.0))));
}

TEST_CASE("squares and hinge lie nowhere below the 0–1 loss, nor the cross-entropy in bits") {
  const Plane plane = picture(nn::Objective::squared);
  for (const char* name : {"cross-entropy", "squared", "hinge"}) {
    const LineLayer& cost = layer_of<LineLayer>(plane, name);
    const float unit = std::string(name) == "cross-entropy" ? 1.4427f : 1;
    for (std::size_t i = 0; i < cost.x.size(); ++i) CHECK(unit * cost.y[i] >= (cost.x[i] < 0 ? 1 : 0));
  }
}

TEST_CASE("only the trained cost is drawn solid, and the samples lie on it, those far away at the ends") {
  const Plane plane = picture(nn::Objective::hinge, {0.5, 0.5, -50, 50}, {1, 0, 1, 1});
  CHECK(layer_of<LineLayer>(plane, "squared").dashed);
  CHECK_FALSE(layer_of<LineLayer>(plane, "hinge").dashed);
  const PointsLayer& samples = layer_of<PointsLayer>(plane, "samples");
  CHECK(samples.x == std::vector<float>{0.5f, -0.5f, -3, 3});
  CHECK(samples.y == std::vector<float>{0.5f, 1.5f, 4, 0});
  CHECK(samples.color == std::vector<int>{1, 0, 1, 1});
}
