#include "core/parts/cost_surface.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace lectern;

TEST_CASE("a cost surface and its mirror have the same contours, each at half the distance of the next") {
  CostSurface surface;
  surface.compute({8, 8, {-1, 1}, {-1, 1}}, [](double a, double b) { return a * a + b * b; });
  Plane cost, likelihood;
  surface.describe(cost, "R", 3);
  surface.describe(likelihood, "L", 10, -2);
  const auto& field = std::get<FieldLayer>(cost.layers[0]);
  const auto& mirrored = std::get<FieldLayer>(likelihood.layers[0]);
  const auto& contours = std::get<ContourLayer>(cost.layers[1]);
  CHECK(field.values[0] == doctest::Approx(3 + 2 * 0.875 * 0.875));
  CHECK(mirrored.values[0] == doctest::Approx(10 - 4 * 0.875 * 0.875));
  CHECK(contours.values == field.values);
  CHECK(field.color.low == 3);
  CHECK(mirrored.color.high == 10);
  CHECK(mirrored.color.low < mirrored.color.high);
  const std::vector<float>& levels = contours.levels;
  CHECK(std::is_sorted(levels.begin(), levels.end()));
  for (std::size_t i = 1; i < levels.size(); ++i)
    CHECK(levels[i] - 3 == doctest::Approx(4 * (levels[i - 1] - 3)).epsilon(1e-2));
}
