#include <algorithm>
#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

constexpr const char* kRunge = "#/universal-approximation?construction=interpolation&law=typed";

double error_after(const std::string& link, int steps) {
  DemoRun run(link);
  run.steps(steps);
  return run.metric("built_error");
}

}  // namespace

TEST_CASE("universal-approximation: four times the ReLUs, less than a tenth of the error") {
  const auto error = [](int width) {
    return error_after("#/universal-approximation?hidden=" + std::to_string(width), width);
  };
  CHECK(error(64) < 0.1 * error(16));
  CHECK(error_after("#/universal-approximation?knots=greedy", 16) < error(16));
}

TEST_CASE("universal-approximation: a curve led through a point is approximated there as well") {
  DemoRun run("#/universal-approximation?hidden=64");
  run.steps(64);
  const double before = run.metric("built_error");
  run.act("plane", PointAdded{{0.75f, -0.5f, 0}});
  CHECK(run.metric("built_error") < 20 * before);
  CHECK(run.metric("built_largest") < 0.2);
  const Plane& plane = run.panel<Plane>("plane");
  double least = 1;
  for (const float y : std::get<LineLayer>(plane.layers[0]).y) least = std::min(least, static_cast<double>(y));
  CHECK(least < -0.49);
}

TEST_CASE("universal-approximation: a curve of one's own goes through the points tapped, wherever they are dragged") {
  DemoRun run("#/universal-approximation?law=drawn&knots=greedy");
  const Plane& before = run.panel<Plane>("plane");
  CHECK(before.y.range.high >= 1);  // room to draw in
  for (const float x : {-1.0f, -0.5f, 0.0f, 0.5f, 1.0f}) run.act("plane", PointAdded{{x, x == 0 ? 1.0f : 0.0f, 0}});
  run.steps(16);
  const auto height = [&run](double at) {
    const auto& line = std::get<LineLayer>(run.panel<Plane>("plane").layers[0]);
    std::size_t nearest = 0;
    for (std::size_t i = 0; i < line.x.size(); ++i)
      if (std::fabs(static_cast<double>(line.x[i]) - at) < std::fabs(static_cast<double>(line.x[nearest]) - at))
        nearest = i;
    return static_cast<double>(line.y[nearest]);
  };
  CHECK(height(0) == doctest::Approx(1).epsilon(0.01));
  CHECK(run.metric("built_error") < 0.02);
  run.act("plane", PointMoved{2, 0.25f, -0.5f});
  CHECK(height(0.25) == doctest::Approx(-0.5).epsilon(0.01));
  CHECK(height(0) > -0.4);
  CHECK(run.metric("built_error") < 0.02);
}

TEST_CASE("universal-approximation: the same width can be trained, but what is reached depends on the start") {
  DemoRun spread("#/universal-approximation"), middle("#/universal-approximation?kink_start=middle");
  spread.steps(100);
  middle.steps(100);
  CHECK(spread.metric("trained_error") < 0.12);
  CHECK(middle.metric("trained_error") > spread.metric("trained_error"));
}

TEST_CASE("universal-approximation: dragging the handle of a bump sets its height") {
  DemoRun run("#/universal-approximation?construction=steps&hidden=32");
  run.steps(16);
  CHECK_FALSE(run.is_ready());  // all are there
  const double before = run.metric("built_error");
  run.act("plane", HandleDragged{"3", 0.15f, 2.0f});
  CHECK(run.metric("built_error") > before);
  CHECK(run.metric("built_largest") > 1.5);
  CHECK(error_after("#/universal-approximation?construction=steps&hidden=64", 32) < before);
}

TEST_CASE("universal-approximation: towers need the second layer") {
  const double with = error_after("#/universal-approximation?construction=towers", 64);
  CHECK(with < 0.12);
  CHECK(error_after("#/universal-approximation?construction=towers&second_layer=false", 64) > 2 * with);
  CHECK(error_after("#/universal-approximation?construction=towers&towers=16", 256) < with);
}

TEST_CASE("universal-approximation: only equispaced polynomials run away as n grows") {
  DemoRun run(kRunge);
  run.steps(38);
  CHECK(run.metric("nodes_now") == 40);
  CHECK(run.metric("equispaced_error") > 1000);
  CHECK(run.metric("chebyshev_error") < 0.001);
  CHECK(run.metric("relu_error") < 0.02);
}

TEST_CASE("universal-approximation: noise of the values is multiplied, but not at Chebyshev nodes") {
  DemoRun run("#/universal-approximation?construction=interpolation&law=sine&noise=0.01");
  run.steps(38);
  CHECK(run.metric("equispaced_error") > 10);
  CHECK(run.metric("chebyshev_error") < 0.1);
}

TEST_CASE("universal-approximation: folds make 2^k pieces, one wide layer with as many parameters misses most") {
  for (const int depth : {2, 4, 6}) {
    CAPTURE(depth);
    DemoRun run("#/universal-approximation?construction=folds&depth=" + std::to_string(depth));
    run.steps(6);
    CHECK(run.metric("built_error") == 0);
    CHECK(run.metric("pieces_deep") == 1 << depth);
    CHECK(run.metric("parameters") == 6 * depth + 1);
    CHECK((run.metric("wide_error") > 0.1) == (depth > 2));
  }
}

TEST_CASE("universal-approximation: smooth neurons learn the curve too, linear ones a straight line at any width") {
  for (const char* activation : {"tanh", "sigmoid", "gelu"}) {
    CAPTURE(activation);
    DemoRun run(std::string("#/universal-approximation?activation=") + activation);
    run.steps(150);
    CHECK(run.metric("trained_error") < 0.3);
  }
  for (const char* width : {"2", "64"}) {
    CAPTURE(width);
    DemoRun run(std::string("#/universal-approximation?activation=identity&hidden=") + width);
    run.steps(100);
    CHECK(run.metric("trained_error") > 0.3);
    const auto& line = std::get<LineLayer>(run.panel<Plane>("plane").layers[1]);
    const std::size_t last = line.y.size() - 1;
    const double middle = static_cast<double>(line.y[last / 2]),
                 ends = (static_cast<double>(line.y[0]) + static_cast<double>(line.y[last / 2 * 2])) / 2;
    CHECK(middle == doctest::Approx(ends).epsilon(0.01));
  }
}
