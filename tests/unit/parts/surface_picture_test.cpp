#include "core/parts/surface_picture.h"

#include <algorithm>
#include <cmath>

#include <memory>

#include "core/parts/path_picture.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;
using tests::layers_of;

namespace {

// A formula, looked at from −1 to 1.
Result<Surface> read(const char* formula) {
  return make_surface({.surface = "typed", .formula = formula, .window = 1}, Rng(1));
}

std::shared_ptr<const SurfacePicture> picture_of(const char* formula) {
  auto surface = read(formula);
  REQUIRE(surface.ok());
  return std::make_shared<const SurfacePicture>(std::move(*surface));
}

// Of ½ x² at ½, as Newton's method knows it; and of ½ (x² + y²) at (½, 0).
optimise::LocalModel model_of(int dimension) {
  const auto D = static_cast<std::size_t>(dimension);
  optimise::LocalModel model;
  model.x.assign(D, 0);
  model.x[0] = 0.5;
  model.g = model.x;
  model.f = 0.125;
  model.B = Matrix<double>(dimension, dimension);
  for (int i = 0; i < dimension; ++i) model.B(i, i) = 1;
  model.step.assign(D, 0);
  model.step[0] = -0.5;
  return model;
}

}  // namespace

TEST_CASE("a value of two variables stands at log₁₀(1 + f − f*), one of a curve at itself") {
  const auto bowl = picture_of("x^2 + y^2 + 3");
  const std::vector<double> at{0.5, -0.25};
  CHECK(bowl->place(at, 12).x == 0.5f);
  CHECK(bowl->place(at, 12).y == -0.25f);
  CHECK(bowl->place(at, 12).z == doctest::Approx(1));  // 9 above the lowest
  CHECK(bowl->place(at, 2.5).z == 0);                  // none lower
  const auto curve = picture_of("x^2 + 3");
  CHECK(curve->is_curve());
  CHECK(curve->place(std::vector<double>{0.5}, 3.25).y == 3.25f);
}

TEST_CASE("the lowest minima are marked apart from other local ones") {
  Plane plane;
  picture_of("cos(6.2831853 x) + x / 9")->describe(plane);  // near −½ the lower, near ½ the higher
  CHECK(layer_of<PointsLayer>(plane, "minimum").x.size() == 1);
  CHECK(layer_of<PointsLayer>(plane, "minimum").x[0] == doctest::Approx(-0.5).epsilon(0.02));
  CHECK(layer_of<PointsLayer>(plane, "local minimum").x[0] == doctest::Approx(0.5).epsilon(0.02));
  Plane slope;
  picture_of("x + y")->describe(slope);
  CHECK(layer_of<PointsLayer>(slope, "minimum").x.empty());
  CHECK_FALSE(read("2 +").ok());
}

TEST_CASE("a path is one line, broken where it turns back, with a cross for a head where it has broken off") {
  Trail trail;
  for (const auto& at : {Trail::Place{0, 0, 0}, Trail::Place{1, 0, 0}, Trail::Place{1, 1, 0}, Trail::Place{1, 0.5f, 0}})
    trail.record(at);
  Plane plane;
  add_path(plane, "path", trail, 3, true);
  const LineLayer& line = layer_of<LineLayer>(plane, "path");
  REQUIRE(line.x.size() == 6);  // a right angle is no turning back
  CHECK(std::isnan(line.x[3]));
  CHECK(line.y[4] == 1);
  CHECK(line.y[5] == 0.5f);
  const PointsLayer& head = *layers_of<PointsLayer>(plane).front();
  CHECK(head.y[0] == 0.5f);
  CHECK(head.marker == Marker::cross);
  add_path(plane, "other", trail, 3, false);
  CHECK(layers_of<PointsLayer>(plane).back()->marker == Marker::circle);
}

TEST_CASE("of a long path over the mesh some places are shown, none outside the window, the last among them") {
  const auto bowl = picture_of("x^2 + y^2");
  Trail trail;
  for (int i = 0; i < 400; ++i) trail.record({0.001f * static_cast<float>(i), 0, 9});
  Cloud cloud;
  bowl->describe(cloud);
  CHECK(cloud.xyz.empty());
  bowl->add_path(cloud, trail, 2);
  CHECK(cloud.color.size() * 3 == cloud.xyz.size());
  CHECK(cloud.color.size() > 50);
  CHECK(cloud.color.size() <= 121);
  CHECK(cloud.xyz[cloud.xyz.size() - 3] == trail.last().x);
  CHECK(static_cast<double>(cloud.xyz[2]) <= cloud.axes[2].range.high);
  const std::size_t before = cloud.color.size();
  Trail outside;
  outside.record({0, 5, 0});
  outside.record({0.5f, 0, 0});
  bowl->add_path(cloud, outside, 2);
  CHECK(cloud.color.size() == before + 1);
}

TEST_CASE("a local model is a parabola on a curve, and contours with an arrow to the stationary point on a map") {
  Plane curve;
  picture_of("x^2 / 2")->add_model(curve, "model", model_of(1), 0);
  const LineLayer& line = layer_of<LineLayer>(curve, "model");
  CHECK(line.y.front() == doctest::Approx(0.5));
  CHECK(*std::min_element(line.y.begin(), line.y.end()) == doctest::Approx(0));

  const auto bowl = picture_of("(x^2 + y^2) / 2");
  Plane map;
  bowl->add_model(map, "model", model_of(2), 0);
  const ContourLayer& contours = layer_of<ContourLayer>(map, "model");
  REQUIRE(contours.levels.size() == 3);
  CHECK(contours.levels[0] == doctest::Approx(-0.75 * 0.125));
  CHECK(contours.levels[1] == 0);
  CHECK(contours.levels[2] == doctest::Approx(1.25 * 0.125));
  CHECK(layers_of<ArrowsLayer>(map).front()->dx[0] == -0.5f);

  Plane none;
  optimise::LocalModel without = model_of(2);
  without.B = {};
  bowl->add_model(none, "model", without, 0);
  optimise::LocalModel at_rest = model_of(2);
  at_rest.g.assign(2, 0);
  bowl->add_model(none, "model", at_rest, 0);
  CHECK(none.layers.empty());
}
