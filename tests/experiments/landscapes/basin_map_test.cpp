#include "core/experiments/landscapes/basin_map.h"

#include <cmath>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;

namespace {

Surface surface_of(const SurfaceSettings& settings) {
  auto surface = make_surface(settings, Rng(1));
  REQUIRE(surface.ok());
  return std::move(*surface);
}

}  // namespace

TEST_CASE("from everywhere in a bowl the descents arrive at its one minimum") {
  const SurfacePicture bowl(surface_of({.condition = 2}));
  BasinMap map(bowl, true);
  CHECK(map.share_at_lowest() < 0.01);
  for (int step = 0; step < 100; ++step) map.step({.learning_rate = 0.5});
  CHECK(map.share_at_lowest() == 1);
}

TEST_CASE("a start has the colour of the minimum that its descent arrives at, brighter once it is there") {
  const SurfacePicture picture(surface_of({.surface = "himmelblau"}));
  BasinMap map(picture, true);
  for (int step = 0; step < 300; ++step) map.step({.learning_rate = 0.005});
  Plane plane;
  map.describe(plane);
  const FieldLayer& field = layer_of<FieldLayer>(plane, "minimum reached");
  CHECK(field.discrete_classes);
  CHECK(map.share_at_lowest() > 0.95);
  for (std::size_t k = 0; k < picture.surface().minima.size(); ++k) {
    const std::vector<double>& at = picture.surface().minima[k].x;
    const int col = static_cast<int>((at[0] - field.x.low) / (field.x.high - field.x.low) * field.cols);
    const int row = static_cast<int>((at[1] - field.y.low) / (field.y.high - field.y.low) * field.rows);
    CHECK(field.values[static_cast<std::size_t>(row * field.cols + col)] == static_cast<float>(k) + 0.7f);
  }
}

TEST_CASE("with many minima the map shows heights, and few starts lead to the lowest") {
  const SurfacePicture box(surface_of({.surface = "rastrigin"}));
  BasinMap map(box, true);
  for (int step = 0; step < 200; ++step) map.step({.learning_rate = 0.003});
  CHECK(map.share_at_lowest() > 0);
  CHECK(map.share_at_lowest() < 0.05);
  Plane plane;
  map.describe(plane);
  for (const float value : layer_of<FieldLayer>(plane, "log₁₀(1 + f − f*) reached").values) CHECK(std::isfinite(value));
}

TEST_CASE("descents that leave for good stop, and a map that is off or of a curve is empty") {
  const SurfacePicture bowl(surface_of({})), curve(surface_of({.surface = "wells"}));
  BasinMap map(bowl, true);
  for (int step = 0; step < 500; ++step) map.step({.learning_rate = 1});
  Plane plane;
  map.describe(plane);
  for (const float value : layer_of<FieldLayer>(plane, "minimum reached").values) CHECK(std::floor(value) == 1);
  CHECK_FALSE(BasinMap(bowl, false).is_on());
  CHECK_FALSE(BasinMap(curve, true).is_on());
  CHECK(BasinMap(bowl, false).share_at_lowest() == 0);
}

TEST_CASE("each method has basins of its own, and starts that have left stay where they are with momentum, too") {
  const SurfacePicture picture(surface_of({.surface = "himmelblau"})), bowl(surface_of({}));
  const auto map_of = [&](const nn::OptimizerSpec& method) {
    BasinMap map(picture, true, method);
    for (int step = 0; step < 400; ++step) map.step(method);
    Plane plane;
    map.describe(plane);
    return layer_of<FieldLayer>(plane, "minimum reached").values;
  };
  const std::vector<float> descent = map_of({.learning_rate = 0.005});
  CHECK(descent != map_of({.learning_rate = 0.005, .momentum = 0.8}));
  CHECK(descent != map_of({.kind = nn::OptimizerKind::adam, .learning_rate = 0.2}));
  const nn::OptimizerSpec wild{.learning_rate = 1, .momentum = 0.9};
  BasinMap map(bowl, true, wild);
  for (int step = 0; step < 100; ++step) map.step(wild);
  Plane before, after;
  map.describe(before);
  for (int step = 0; step < 100; ++step) map.step(wild);
  map.describe(after);
  CHECK(layer_of<FieldLayer>(before, "minimum reached").values ==
        layer_of<FieldLayer>(after, "minimum reached").values);
}
