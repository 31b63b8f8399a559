#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kPerceptron = "#/perceptron?";

const char* kXor = "data=drawn&classes=2&start=zero&learning_rate=1&visit_order=in_turn";

void draw_xor(DemoRun& run) {
  run.act("plane", PointAdded{{0.5f, 0.5f, 0}});
  run.act("plane", PointAdded{{-0.5f, 0.5f, 1}});
  run.act("plane", PointAdded{{-0.5f, -0.5f, 0}});
  run.act("plane", PointAdded{{0.5f, -0.5f, 1}});
}

}  // namespace

TEST_CASE("perceptron: separable data end without a mistake within 100 passes, and within Novikoff's bound") {
  for (const char* settings :
       {"", "start=zero&learning_rate=1", "visit_order=in_turn", "visit_order=wrong&start=zero"}) {
    for (int seed = 1; seed <= 5; ++seed) {
      CAPTURE(settings);
      CAPTURE(seed);
      DemoRun run(kPerceptron + settings + "&noise=0.12&data_seed=" + std::to_string(seed) +
                  "&seed=" + std::to_string(seed));
      const double bound = run.metric("bound");
      CHECK(bound > 0);
      run.steps(100 * 100);
      CHECK(run.session().condition() == RunSession::Condition::finished);
      CHECK(run.metric("mistakes") == 0);
      CHECK(run.metric("passes") <= 100);
      CHECK(run.metric("updates") <= bound);
    }
  }
}

TEST_CASE("perceptron: XOR never ends, goes in circles, and has no bound") {
  DemoRun run(kPerceptron + kXor);
  draw_xor(run);
  for (int i = 0; i < 400; ++i) {
    run.steps(1);
    CHECK(run.metric("mistakes") > 0);
  }
  CHECK(run.is_ready());
  CHECK(std::isnan(run.metric("bound")));
  CHECK(run.metric("cycle") >= 1);
  DemoRun noisy(kPerceptron + "data=xnor&noise=0");
  noisy.steps(10000);
  CHECK(noisy.is_ready());
  CHECK(noisy.metric("mistakes") > 10);
  // What is kept in the pocket is better than most of what comes by, and a quarter of the square is always lost.
  CHECK(noisy.metric("pocket_mistakes") <= 40);
  CHECK(noisy.metric("pocket_mistakes") >= 15);
}

TEST_CASE("perceptron: the arrow θ stands at right angles to the boundary") {
  DemoRun run(kPerceptron);
  run.steps(7);
  const StraightLayer* boundary = nullptr;
  const ArrowsLayer* arrow = nullptr;
  for (const PlaneLayer& layer : run.panel<Plane>("plane").layers) {
    if (const auto* line = std::get_if<StraightLayer>(&layer); line != nullptr && line->label == "decision boundary")
      boundary = line;
    if (const auto* one = std::get_if<ArrowsLayer>(&layer)) arrow = one;
  }
  REQUIRE(boundary != nullptr);
  REQUIRE(arrow != nullptr);
  REQUIRE(arrow->dx.size() == 1);
  CHECK(boundary->a * static_cast<double>(arrow->dy[0]) ==
        doctest::Approx(boundary->b * static_cast<double>(arrow->dx[0])));
}

TEST_CASE("perceptron: an update is drawn as θ before plus the point, which gives θ after") {
  DemoRun run(kPerceptron + "start=zero&learning_rate=1");
  run.steps(1);  // from θ = 0 the first visit always updates
  const Plane& update = run.panel<Plane>("update");
  REQUIRE(update.layers.size() == 4);
  const auto& step = std::get<ArrowsLayer>(update.layers[2]);
  const auto& after = std::get<ArrowsLayer>(update.layers[3]);
  CHECK(after.dx[0] == doctest::Approx(step.x[0] + step.dx[0]));
  CHECK(after.dy[0] == doctest::Approx(step.y[0] + step.dy[0]));
  CHECK(run.metric("updates") == 1);
}

TEST_CASE("perceptron: three classes are told apart by one against the rest") {
  DemoRun run(kPerceptron + "classes=3&noise=0.1");
  for (int i = 0; i < 20000 && run.is_ready(); ++i) {
    run.steps(1);
    if (i % 10 == 0) CHECK(run.metric("pocket_mistakes") <= run.metric("mistakes"));
  }
  CHECK(run.session().condition() == RunSession::Condition::finished);
  CHECK(run.metric("mistakes") == 0);
}

TEST_CASE("perceptron: a point moved across the boundary sets a finished run going again") {
  DemoRun run(kPerceptron + kXor);
  run.act("plane", PointAdded{{0.5f, 0.5f, 1}});
  run.act("plane", PointAdded{{-0.5f, -0.5f, 0}});
  run.steps(100);
  CHECK(run.session().condition() == RunSession::Condition::finished);
  run.act("plane", PointMoved{0, -0.75f, -0.75f});
  CHECK(run.is_ready());
  run.steps(100);
  CHECK(run.session().condition() == RunSession::Condition::finished);
  CHECK(run.snapshot().drawn_points.size() == 2);
}

TEST_CASE("perceptron: a copy goes on to the same state") {
  ThreadPool pool(1);
  const ExperimentInfo& info = *Registry::instance().find("perceptron");
  const ParameterSet parameters = ParameterSet::defaults(info.schema);
  auto made = info.make({parameters, 1, 1, {}, {}, pool});
  REQUIRE(made.ok());
  for (int i = 0; i < 30; ++i) (*made)->step();
  const std::unique_ptr<Experiment> copy = (*made)->clone();
  StateHasher a, b;
  for (Experiment* one : {made->get(), copy.get()})
    for (int i = 0; i < 60; ++i) one->step();
  (*made)->hash_state(a);
  copy->hash_state(b);
  CHECK(a.digest() == b.digest());
}
