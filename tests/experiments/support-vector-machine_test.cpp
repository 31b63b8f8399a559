#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kSupportVectorMachine = "#/support-vector-machine?";

bool is_solved(const DemoRun& run) { return !run.is_ready(); }

std::size_t points_of(DemoRun& run, std::string_view label) {
  for (const PlaneLayer& layer : run.panel<Plane>("plane").layers)
    if (const auto* points = std::get_if<PointsLayer>(&layer); points != nullptr && points->label == label)
      return points->x.size();
  return 0;
}

}  // namespace

TEST_CASE("support-vector-machine: the solution keeps the conditions: Σ α y = 0 and |f| = 1 on the margin") {
  for (const char* settings :
       {"kernel=linear&data=blobs&classes=2&noise=0.25", "kernel=rbf&data=moons&noise=0.2", ""}) {
    CAPTURE(settings);
    DemoRun run(kSupportVectorMachine + "updates=50&" + settings);
    run.steps(2000);
    CHECK(is_solved(run));
    CHECK(run.metric("violation") <= 1e-3);
    CHECK(std::fabs(run.metric("balance")) < 1e-9);
    CHECK(run.metric("free") >= 2);
    CHECK(run.metric("margin_error") <= 1e-3);
    CHECK(points_of(run, "on the margin, 0 < α < C") == static_cast<std::size_t>(run.metric("free")));
    CHECK(points_of(run, "on the margin, 0 < α < C") + points_of(run, "inside the margin, α = C") ==
          static_cast<std::size_t>(run.metric("support_vectors")));
  }
}

TEST_CASE("support-vector-machine: the kernel of degree 2 separates circles, no straight line does") {
  DemoRun curved(kSupportVectorMachine), straight(kSupportVectorMachine + "kernel=linear");
  curved.steps(500);
  straight.steps(3000);
  CHECK(is_solved(curved));
  CHECK(curved.metric("training_error") == 0);
  CHECK(curved.metric("validation_error") == 0);
  CHECK(straight.metric("training_error") > 0.3);
}

TEST_CASE("support-vector-machine: in the space of the map the plane has one class on each side") {
  DemoRun run(kSupportVectorMachine + "noise=0.03");
  run.steps(500);
  const Cloud& cloud = run.panel<Cloud>("image");
  REQUIRE(cloud.surfaces.size() == 3);
  const CloudSurface& plane = cloud.surfaces[0];
  // z = a + b x + c y, from three corners of a cell.
  std::size_t at = 0;
  const auto cols = static_cast<std::size_t>(plane.cols);
  while (!std::isfinite(plane.z[at] + plane.z[at + 1] + plane.z[at + cols])) ++at;
  const double dx = (plane.x.high - plane.x.low) / (plane.cols - 1),
               dy = (plane.y.high - plane.y.low) / (plane.rows - 1);
  const double x = plane.x.low + dx * static_cast<double>(at % cols),
               y = plane.y.low + dy * static_cast<double>(at / cols);
  const double b = (plane.z[at + 1] - plane.z[at]) / dx, c = (plane.z[at + cols] - plane.z[at]) / dy;
  int above_0 = 0, above_1 = 0, of_0 = 0, of_1 = 0;
  for (std::size_t i = 0; i < cloud.color.size(); ++i) {
    const double height = plane.z[at] + b * (cloud.xyz[3 * i] - x) + c * (cloud.xyz[3 * i + 1] - y);
    (cloud.color[i] == 0 ? of_0 : of_1) += 1;
    if (cloud.xyz[3 * i + 2] > height) (cloud.color[i] == 0 ? above_0 : above_1) += 1;
  }
  CHECK(of_0 == 70);
  CHECK(of_1 == 70);
  CHECK(std::max(above_0, above_1) == 70);
  CHECK(std::min(above_0, above_1) == 0);
}

TEST_CASE("support-vector-machine: a small C makes the street wide, with more points in it") {
  DemoRun dear(kSupportVectorMachine + "kernel=linear&data=moons&price=100&updates=50"),
      cheap(kSupportVectorMachine + "kernel=linear&data=moons&price=0.05&updates=50");
  dear.steps(3000);
  cheap.steps(3000);
  CHECK(cheap.metric("support_vectors") > 1.5 * dear.metric("support_vectors"));
  CHECK(cheap.metric("dual") < dear.metric("dual"));
}

TEST_CASE("support-vector-machine: a large γ memorises the noise") {
  const std::string noisy = kSupportVectorMachine + "data=moons&noise=0.35&kernel=rbf&updates=50&price=100&gamma=";
  DemoRun smooth(noisy + "1"), rugged(noisy + "100");
  smooth.steps(3000);
  rugged.steps(3000);
  CHECK(rugged.metric("training_error") < 0.02);
  CHECK(smooth.metric("training_error") > 0.05);
  CHECK(rugged.metric("validation_error") > smooth.metric("validation_error"));
  CHECK(rugged.metric("support_vectors") > 1.5 * smooth.metric("support_vectors"));
}

TEST_CASE("support-vector-machine: no SMO update makes the dual objective smaller") {
  DemoRun run(kSupportVectorMachine + "kernel=rbf&data=xnor");
  double before = 0;
  for (int i = 0; i < 60; ++i) {
    run.steps(1);
    CHECK(run.metric("dual") >= before);
    before = run.metric("dual");
  }
}

TEST_CASE("support-vector-machine: the primal objective is never below the dual one, and meets it at the solution") {
  DemoRun run(kSupportVectorMachine);
  for (int i = 0; i < 30; ++i) {
    run.steps(1);
    CHECK(run.metric("duality_gap") >= -1e-9);
  }
  run.steps(500);
  CHECK(is_solved(run));
  CHECK(run.metric("duality_gap") < 1e-2 * run.metric("dual"));
}

TEST_CASE("support-vector-machine: before the first update there are points, and no field of decisions") {
  DemoRun run(kSupportVectorMachine);
  const auto has_field = [&] {
    const auto& layers = run.panel<Plane>("plane").layers;
    return std::any_of(layers.begin(), layers.end(),
                       [](const PlaneLayer& layer) { return std::holds_alternative<FieldLayer>(layer); });
  };
  CHECK_FALSE(has_field());
  run.steps(1);
  CHECK(has_field());
}

TEST_CASE("support-vector-machine: three classes take three machines, as pairs and against the rest") {
  for (const std::string decomposition : {"pairs", "rest"}) {
    INFO(decomposition);
    DemoRun run(kSupportVectorMachine +
                "data=iris&x_column=3&y_column=4&kernel=rbf&updates=50&multiclass=" + decomposition);
    run.steps(500);
    CHECK(is_solved(run));
    CHECK(run.metric("validation_error") < 0.1);
    const Text& numbers = run.panel<Text>("numbers");
    CHECK(numbers.lines[0].text.find(decomposition == "rest" ? "setosa against the rest"
                                                             : "class versicolor against setosa") != std::string::npos);
    CHECK(run.metric("machines") == 3);
    const double shown = run.metric("support_vectors");
    run.tune("machine", "3");
    CHECK(run.metric("support_vectors") != shown);
  }
}

TEST_CASE("support-vector-machine: the class that weighs more is missed less") {
  const auto missed = [](const std::string& settings) {
    DemoRun run(kSupportVectorMachine + "data=moons&noise=0.4&kernel=linear&updates=50&" + settings);
    run.steps(3000);
    const Plane& plane = run.panel<Plane>("plane");
    const auto& field = std::get<FieldLayer>(plane.layers[0]);
    return std::count_if(field.values.begin(), field.values.end(), [](float value) { return value >= 1; }) /
           static_cast<double>(field.values.size());
  };
  const double equal = missed("class_weights=equal");
  CHECK(missed("class_weights=chosen&weighted_class=2&class_weight=20") > equal + 0.1);
  CHECK(missed("class_weights=chosen&weighted_class=1&class_weight=20") < equal - 0.1);
  CHECK(missed("class_weights=balanced") == doctest::Approx(equal).epsilon(0.05));
}

TEST_CASE("support-vector-machine: another order of the examples takes another path to the same solution") {
  DemoRun one(kSupportVectorMachine + "kernel=rbf&updates=50"),
      other(kSupportVectorMachine + "kernel=rbf&updates=50&seed=2");
  for (DemoRun* run : {&one, &other}) run->steps(1);
  CHECK(one.metric("dual") != other.metric("dual"));
  for (DemoRun* run : {&one, &other}) run->steps(500);
  CHECK(one.metric("dual") == doctest::Approx(other.metric("dual")).epsilon(1e-3));
}

TEST_CASE(
    "support-vector-machine: points that are no support vectors may go, one in the street may not come unnoticed") {
  DemoRun run(kSupportVectorMachine + "data=drawn&classes=2&kernel=linear");
  run.steps(2);
  for (const float x : {-1.0f, -0.5f, 0.5f, 1.0f}) run.act("plane", PointAdded{{x, 0, x > 0 ? 1 : 0}});
  run.steps(20);
  CHECK(is_solved(run));
  CHECK(run.metric("support_vectors") == 2);
  CHECK(run.metric("dual") == doctest::Approx(2));  // ½ ‖w‖² with the margin ½ on either side
  run.act("plane", PointRemoved{0});
  run.steps(20);
  CHECK(run.metric("dual") == doctest::Approx(2));
  run.act("plane", PointAdded{{-0.25f, 0, 0}});
  run.steps(20);
  CHECK(run.metric("dual") > 3);
}

TEST_CASE("support-vector-machine: a generated point that is no support vector may go too, and nothing moves") {
  DemoRun run(kSupportVectorMachine + "updates=50");
  run.steps(500);
  REQUIRE(is_solved(run));
  const double street = run.metric("street"), ringed = run.metric("support_vectors");
  const Plane& plane = run.panel<Plane>("plane");
  const auto points_called = [&](std::string_view label) -> const PointsLayer& {
    for (const PlaneLayer& layer : plane.layers)
      if (const auto* points = std::get_if<PointsLayer>(&layer); points != nullptr && points->label == label)
        return *points;
    throw std::logic_error("no such points");
  };
  const PointsLayer training = points_called("training"), margin = points_called("on the margin, 0 < α < C"),
                    inside = points_called("inside the margin, α = C");
  const auto is_in = [&](const PointsLayer& rings, std::size_t i) {
    return std::find(rings.x.begin(), rings.x.end(), training.x[i]) != rings.x.end();
  };
  const auto is_ringed = [&](std::size_t i) { return is_in(margin, i) || is_in(inside, i); };
  std::size_t plain = 0, ring = 0;
  while (is_ringed(plain)) ++plain;
  while (!is_ringed(ring)) ++ring;
  run.act("plane", ExampleRemoved{training.examples[plain]});
  CHECK(is_solved(run));
  CHECK(run.metric("street") == doctest::Approx(street).epsilon(1e-9));
  CHECK(run.metric("support_vectors") == ringed);
  run.act("plane", ExampleRemoved{training.examples[ring]});
  CHECK_FALSE(is_solved(run));
  run.steps(500);
  CHECK(is_solved(run));
  CHECK(run.metric("street") > street);
  CHECK(std::fabs(run.metric("balance")) < 1e-9);
}

TEST_CASE("support-vector-machine: the same link gives the same bits at any number of workers") {
  for (const char* settings :
       {"", "kernel=sigmoid&gamma=0.5&n=600&updates=20", "data=blobs&classes=5&kernel=rbf&multiclass=rest"}) {
    DemoRun one(kSupportVectorMachine + settings, 1), two(kSupportVectorMachine + settings, 2),
        four(kSupportVectorMachine + settings, 4);
    for (DemoRun* run : {&one, &two, &four}) run->steps(30);
    CHECK(one.hash() == two.hash());
    CHECK(one.hash() == four.hash());
    CHECK(one.metric("validation_error") == four.metric("validation_error"));
  }
}

TEST_CASE("support-vector-machine: where no example is held out there is no validation error, not one of 0") {
  DemoRun kept(kSupportVectorMachine), all(kSupportVectorMachine + "train_fraction=1");
  CHECK(kept.metric("validation_error") > 0);
  CHECK(std::isnan(all.metric("validation_error")));
  CHECK_FALSE(std::isnan(all.metric("training_error")));
  for (const TextLine& line : all.panel<Text>("numbers").lines)
    CHECK((line.text.find("E_val") == std::string::npos || std::isnan(line.value)));
}
