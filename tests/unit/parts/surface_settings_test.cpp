#include "core/parts/surface_settings.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/ml/optimise/curvature.h"
#include "core/parts/surface_problem.h"

using namespace lectern;

namespace {

Surface surface_of(const SurfaceSettings& settings, std::uint64_t seed = 1) {
  auto surface = make_surface(settings, Rng(seed));
  REQUIRE(surface.ok());
  return std::move(*surface);
}

SurfaceSettings typed(const char* formula, double window = 4) {
  return {.surface = "typed", .formula = formula, .window = window};
}

SurfaceProblem problem_of(const SurfaceSettings& settings, std::uint64_t seed = 1) {
  const Streams streams(seed, 1);
  auto problem = SurfaceProblem::make(settings, {streams, {}, {}});
  REQUIRE(problem.ok());
  return *problem;
}

std::vector<double> start_of(const SurfaceProblem& problem) { return {problem.start().begin(), problem.start().end()}; }

}  // namespace

TEST_CASE("a turned bowl has the curvatures 1 and κ, and its minimum in the middle") {
  const auto surface = surface_of({.condition = 50, .angle = 33});
  const auto curvatures = optimise::principal_curvatures(*surface.f, surface.start).values;
  CHECK(curvatures[0] == doctest::Approx(1));
  CHECK(curvatures[1] == doctest::Approx(50));
  REQUIRE(surface.minima.size() == 1);
  CHECK(surface.distance_to_minimum(std::vector<double>{3, 4}) == doctest::Approx(5));
  CHECK(surface.unit_of_rate(surface.start) == doctest::Approx(2.0 / 50));
  CHECK(surface.least == doctest::Approx(0));
}

TEST_CASE("a formula of x alone is a curve, one with y a surface, and both know what lies below") {
  const auto curve = surface_of(typed("(x - 1)^2 - 3", 2));
  CHECK(curve.dimension() == 1);
  CHECK(curve.least == doctest::Approx(-3));
  CHECK(curve.unit_of_rate(curve.start) == doctest::Approx(1));
  const auto slope = surface_of(typed("x + 2 y", 2));
  CHECK(slope.dimension() == 2);
  CHECK(slope.minima.empty());
  CHECK(slope.least == -6);
  CHECK(std::isnan(slope.distance_to_minimum(slope.start)));
  CHECK(slope.unit_of_rate(slope.start) == 1);
}

TEST_CASE("the start is dragged within the window, and not to where there is no value") {
  SurfaceProblem problem = problem_of(typed("sqrt(x) + y^2", 3));
  CHECK(problem.start()[0] >= 0);  // the usual place has no value, so the lowest that has is taken
  CHECK(problem.act(HandleDragged{"start", 1, 9}));
  CHECK(start_of(problem) == std::vector<double>{1, 3});
  CHECK_FALSE(problem.act(HandleDragged{"start", -1, 0}));
  CHECK_FALSE(problem.act(HandleDragged{"end", 1, 1}));
  CHECK_FALSE(problem.act(PointsCleared{}));
  CHECK(start_of(problem) == std::vector<double>{1, 3});
}

TEST_CASE("a random start lies in the window, another for another seed, and is random no more once it is dragged") {
  const SurfaceSettings random{.start = SurfaceStart::random};
  SurfaceProblem one = problem_of(random, 1);
  CHECK(one.surface().is_near(one.start(), 1));
  CHECK(start_of(one) != start_of(problem_of(random, 2)));
  CHECK(one.start_is_random());
  CHECK(one.act(HandleDragged{"start", 1, 1}));
  CHECK_FALSE(one.start_is_random());
  CHECK_FALSE(problem_of({}).start_is_random());
}

TEST_CASE("a given start is where it says, within the window") {
  const SurfaceSettings given{.start = SurfaceStart::given, .start_x = 9, .start_y = -1.5};
  SurfaceProblem problem = problem_of(given);
  CHECK(start_of(problem) == std::vector<double>{5, -1.5});
  CHECK_FALSE(problem.start_is_random());
  CHECK(start_of(problem_of({.surface = "wells", .start = SurfaceStart::given, .start_x = 1})) ==
        std::vector<double>{1});
}

TEST_CASE("the egg box off centre has its lowest place where its formula says") {
  const Surface box = surface_of({.surface = "shifted"});
  REQUIRE(box.minima.size() > 50);
  CHECK(box.minima.front().x[0] == doctest::Approx(2.5));
  CHECK(box.minima.front().x[1] == doctest::Approx(-3));
  CHECK(box.least == doctest::Approx(0));
}

TEST_CASE("the picture of a surface shows no gaps, and its heights grow from the lowest place") {
  for (const char* formula : {"log(x) + y^2", "1 / x", "exp(30 x^2)", "7"}) {
    CAPTURE(formula);
    const SurfacePicture picture(surface_of(typed(formula)));
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
  CHECK(bowl.above_least(bowl.least + 2) == doctest::Approx(2));
  CHECK(bowl.above_least(bowl.least - 1e-12) == 0);
  const auto hill = surface_of(typed("-x^2", 2));
  CHECK(hill.above_least(-3) == doctest::Approx(1));
  CHECK(std::isnan(hill.above_least(-38)));
}

TEST_CASE("every surface can be typed as it is printed") {
  std::vector<SurfaceSettings> all{{.condition = 20, .angle = 0},
                                   {.condition = 3.5, .angle = 30},
                                   {.condition = 1, .angle = 45}};
  const auto schema = SurfaceSettings::schema({});
  for (const Choice& choice : schema.specs().specs()[schema.specs().index_of("surface")].choices) {
    if (choice.id != "typed" && choice.id != "quadratic") all.push_back({.surface = choice.id});
  }
  for (const SurfaceSettings& settings : all) {
    const Surface printed = surface_of(settings);
    CAPTURE(printed.formula);
    const Surface again = surface_of(typed(printed.formula.c_str()));
    REQUIRE(again.dimension() == printed.dimension());
    Rng rng(5);
    for (int i = 0; i < 100; ++i) {
      std::vector<double> place;
      for (int j = 0; j < printed.dimension(); ++j) place.push_back(rng.uniform(-3, 3));
      CHECK(again.f->value(place) == doctest::Approx(printed.f->value(place)).epsilon(1e-9));
    }
  }
}
