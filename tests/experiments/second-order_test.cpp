#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;

namespace {

const std::string kSecondOrder = "#/second-order?";

// What the table says of a method: iterations 1, state 3, values 4, gradients 5, Hessians 6, climbed 7.
std::string cell(DemoRun& run, const std::string& method, std::size_t column) {
  for (const TableRow& row : run.panel<Table>("methods").rows)
    if (row.cells[0] == method) return row.cells[column];
  return "";
}
int count(DemoRun& run, const std::string& method, std::size_t column) { return std::stoi(cell(run, method, column)); }

}  // namespace

TEST_CASE("second-order: Newton reaches the minimum of a bowl in one step, whatever its condition number") {
  for (const std::string condition : {"1", "20", "1000"}) {
    for (const std::string search : {"none", "strong_wolfe", "backtracking"}) {
      CAPTURE(condition);
      CAPTURE(search);
      DemoRun run(kSecondOrder + "surface=quadratic&angle=30&condition=" + condition + "&line_search=" + search);
      run.steps(1);
      CHECK(run.metric("newton") < 1e-20);
      CHECK(cell(run, "Newton", 3) == "minimum");
      CHECK(count(run, "Newton", 6) == 1);
    }
  }
}

TEST_CASE("second-order: through Rosenbrock's valley BFGS needs some twenty iterations, gradient descent thousands") {
  DemoRun run(kSecondOrder + "iterations=5000");
  run.steps(5000);
  for (const char* method : {"Newton", "BFGS", "L-BFGS"}) {
    CAPTURE(method);
    CHECK(cell(run, method, 3) == "minimum");
    CHECK(count(run, method, 1) <= 40);
  }
  CHECK(count(run, "Gradient descent", 1) > 50 * count(run, "BFGS", 1));
  CHECK(run.metric("broyden") < 1e-8);
}

TEST_CASE("second-order: only Newton asks for Hessians, and BFGS learns its own from the steps") {
  DemoRun run(kSecondOrder + "shown_model=bfgs");
  run.steps(30);
  CHECK(count(run, "Newton", 6) == count(run, "Newton", 1));
  CHECK(count(run, "BFGS", 6) == 0);
  CHECK(count(run, "L-BFGS", 6) == 0);
  CHECK(count(run, "DFP", 6) == 0);
  CHECK(count(run, "Broyden", 6) == 1);
  const auto curvatures = tests::layers_of<LineLayer>(run.panel<Plane>("curvatures"));
  REQUIRE(curvatures.size() == 4);
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(curvatures[i]->y.back() == doctest::Approx(curvatures[i + 2]->y.back()).epsilon(0.15));
}

TEST_CASE("second-order: without a line search Newton climbs to a saddle or a maximum, with one it finds a minimum") {
  const std::string surface = "surface=himmelblau";
  DemoRun blind(kSecondOrder + surface + "&line_search=none"), guided(kSecondOrder + surface);
  for (DemoRun* run : {&blind, &guided}) {
    run->act("surface", HandleDragged{"start", -0.5f, -0.5f});
    run->steps(60);
  }
  CHECK(cell(blind, "Newton", 3) == "maximum");
  CHECK(count(blind, "Newton", 7) > 0);
  CHECK(blind.metric("newton") > 150);
  CHECK(cell(guided, "Newton", 3) == "minimum");
  CHECK(count(guided, "Newton", 7) == 0);
  CHECK(guided.metric("newton") < 1e-12);
}

TEST_CASE("second-order: the model's contour passes through where its method stands") {
  DemoRun run(kSecondOrder + "surface=quadratic&shown_model=newton");
  const Plane& plane = run.panel<Plane>("surface");
  const ContourLayer* model = nullptr;
  for (const PlaneLayer& layer : plane.layers) {
    const auto* contours = std::get_if<ContourLayer>(&layer);
    if (contours != nullptr && contours->label == "model of Newton") model = contours;
  }
  REQUIRE(model != nullptr);
  REQUIRE(model->levels.size() == 3);
  CHECK(model->levels[1] == 0);
  CHECK(model->levels[0] == doctest::Approx(-0.75 * 48));  // f = ½ (16 + 20 · 4) = 48 above the model's lowest place
}

TEST_CASE("second-order: full steps that diverge everywhere stop the run and offer a line search") {
  const std::string link = kSecondOrder + "surface=himmelblau&with_descent=false&with_newton=false&with_lbfgs=false"
                                          "&with_broyden=false&";
  DemoRun run(link + "line_search=none");
  run.steps(50);
  CHECK(run.session().condition() == RunSession::Condition::diverged);
  CHECK(run.remedy() == "line_search=strong_wolfe");
  DemoRun mended(link + run.remedy());
  mended.steps(50);
  CHECK(mended.metric("bfgs") < 1e-10);
}

TEST_CASE("second-order: in one variable Newton's parabola is drawn and found") {
  DemoRun run(kSecondOrder + "surface=convex");
  run.steps(1);
  CHECK(run.metric("newton") < 1e-20);
  DemoRun wells(kSecondOrder + "surface=wells");
  wells.steps(30);
  CHECK(wells.metric("bfgs") < -0.5433);
}

TEST_CASE("second-order: seeds matter for a random start alone") {
  DemoRun one(kSecondOrder + "seed=1&data_seed=1"), two(kSecondOrder + "seed=2&data_seed=2");
  for (DemoRun* run : {&one, &two}) run->steps(5);
  CHECK(one.hash() == two.hash());
  DemoRun random(kSecondOrder + "start=random&seed=1"), other(kSecondOrder + "start=random&seed=2");
  CHECK(random.hash() != other.hash());
}
