#include "core/parts/surface_settings.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/parts/surface_picture.h"
#include "core/ml/optimise/curvature.h"

using namespace lectern;

namespace {

const ParameterSchema& schema() {
  static const ParameterSchema the_schema = [] {
    ParameterSchema made(1);
    add_surface_parameters(made, "quadratic");
    return made;
  }();
  return the_schema;
}

std::shared_ptr<const Surface> surface_of(const std::vector<std::pair<std::string, std::string>>& values,
                                          std::uint64_t seed = 1) {
  const ParsedParameters parsed = ParameterSet::parse(schema(), values);
  CHECK(parsed.problems.empty());
  auto surface = make_surface(parsed.set, Rng(seed));
  REQUIRE(surface.ok());
  return *surface;
}

Action drag(float x, float y) { return {"surface", HandleDragged{"start", x, y}}; }

}  // namespace

TEST_CASE("a turned bowl has the curvatures 1 and κ, and its minimum in the middle") {
  const auto surface = surface_of({{"condition", "50"}, {"angle", "33"}});
  const auto curvatures = optimise::principal_curvatures(*surface->f, surface->start).values;
  CHECK(curvatures[0] == doctest::Approx(1));
  CHECK(curvatures[1] == doctest::Approx(50));
  REQUIRE(surface->minima.size() == 1);
  CHECK(surface->distance_to_minimum(std::vector<double>{3, 4}) == doctest::Approx(5));
  CHECK(surface->unit_of_rate(surface->start) == doctest::Approx(2.0 / 50));
  CHECK(surface->least == doctest::Approx(0));
}

TEST_CASE("a formula of x alone is a curve, one with y a surface, and both know what lies below") {
  const auto curve = surface_of({{"surface", "typed"}, {"formula", "(x - 1)^2 - 3"}, {"window", "2"}});
  CHECK(curve->dimension() == 1);
  CHECK(curve->least == doctest::Approx(-3));
  CHECK(curve->unit_of_rate(curve->start) == doctest::Approx(1));
  const auto slope = surface_of({{"surface", "typed"}, {"formula", "x + 2 y"}, {"window", "2"}});
  CHECK(slope->dimension() == 2);
  CHECK(slope->minima.empty());
  CHECK(slope->least == -6);
  CHECK(std::isnan(slope->distance_to_minimum(slope->start)));
  CHECK(slope->unit_of_rate(slope->start) == 1);
}

TEST_CASE("the start is dragged within the window, and not to where there is no value") {
  const auto surface = surface_of({{"surface", "typed"}, {"formula", "sqrt(x) + y^2"}, {"window", "3"}});
  CHECK(surface->start[0] >= 0);  // the usual place has no value, so the lowest that has is taken
  CHECK(dragged_start(*surface, drag(1, 9)) == std::vector<double>{1, 3});
  CHECK_FALSE(dragged_start(*surface, drag(-1, 0)).has_value());
  CHECK_FALSE(dragged_start(*surface, {"surface", HandleDragged{"end", 1, 1}}).has_value());
  CHECK_FALSE(dragged_start(*surface, {"other", HandleDragged{"start", 1, 1}}).has_value());
  CHECK_FALSE(dragged_start(*surface, {"surface", PointsCleared{}}).has_value());
}

TEST_CASE("a start drawn by the seed lies in the window, another for another seed") {
  const auto one = surface_of({{"start", "random"}}, 1), two = surface_of({{"start", "random"}}, 2);
  CHECK(one->is_near(one->start, 1));
  CHECK(one->start != two->start);
}

TEST_CASE("the picture of a surface shows no gaps, and its heights grow from the lowest place") {
  for (const char* formula : {"log(x) + y^2", "1 / x", "exp(30 x^2)", "7"}) {
    CAPTURE(formula);
    const SurfacePicture picture(surface_of({{"surface", "typed"}, {"formula", formula}}));
    Plane plane;
    picture.describe(plane);
    for (const PlaneLayer& layer : plane.layers) {
      const auto* field = std::get_if<FieldLayer>(&layer);
      if (field == nullptr) continue;
      CHECK(field->color.low < field->color.high);
      for (const float value : field->values) CHECK(std::isfinite(value));
    }
    Cloud cloud;
    picture.describe(cloud);
    for (const float height : cloud.surfaces[0].z) CHECK(std::isfinite(height));
  }
}

TEST_CASE("a height above the least is none where the function is lower than anything in the window") {
  const auto bowl = surface_of({});
  CHECK(bowl->above_least(bowl->least + 2) == doctest::Approx(2));
  CHECK(bowl->above_least(bowl->least - 1e-12) == 0);
  const auto hill = surface_of({{"surface", "typed"}, {"formula", "-x^2"}, {"window", "2"}});
  CHECK(hill->above_least(-3) == doctest::Approx(1));
  CHECK(std::isnan(hill->above_least(-38)));
}
