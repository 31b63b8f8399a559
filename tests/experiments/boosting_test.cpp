#include <algorithm>
#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("boosting: stumps that each are weak are strong together, below the bound of theory") {
  DemoRun run("#/boosting");
  run.steps(1);
  const double alone = run.metric("training_error");
  CHECK(run.metric("weighted_error") == doctest::Approx(alone));
  run.steps(99);
  CHECK(run.metric("training_error") < 0.65 * alone);
  for (int stage = 0; stage < 30; ++stage) {
    run.steps(1);
    CHECK(run.metric("training_error") <= run.metric("error_bound"));
  }
}

TEST_CASE("boosting: on the new weights the tree before would be a coin") {
  DemoRun run("#/boosting?stages=10");
  run.steps(4);
  const double error = run.metric("weighted_error");
  CHECK(run.metric("alpha") == doctest::Approx(std::log((1 - error) / error)));
  CHECK(run.metric("effective_points") < 250);
}

TEST_CASE("boosting: stumps cannot learn XNOR, trees of depth 2 can") {
  DemoRun stumps("#/boosting?data=xnor"), trees("#/boosting?data=xnor&depth=2");
  stumps.steps(60);
  trees.steps(60);
  CHECK(stumps.metric("validation_error") > 0.4);
  CHECK(trees.metric("validation_error") < 0.25);
}

TEST_CASE(
    "boosting: it overfits in the end, later with shrinkage, and lowers the bias where a forest lowers the variance") {
  const std::string law = "#/boosting?data=law_1d&law_1d=sine&noise=0.3&n=100";
  DemoRun run(law), slow(law + "&shrinkage=0.1");
  run.steps(1);
  const double bias = run.metric("boosted_bias"), forest_variance = run.metric("forest_variance"),
               variance = run.metric("boosted_variance");
  run.steps(199);
  slow.steps(200);
  CHECK(run.metric("validation_error") > 1.2 * run.metric("least_validation_error"));
  CHECK(slow.metric("validation_error") < run.metric("validation_error"));
  CHECK(run.metric("boosted_bias") < 0.1 * bias);
  CHECK(run.metric("boosted_variance") > 1.3 * variance);
  CHECK(run.metric("forest_variance") < 0.8 * forest_variance);
}

TEST_CASE("boosting: the residuals of one stage are the data of the next") {
  DemoRun run("#/boosting?data=law_1d&law_1d=sine&noise=0.1&n=80");
  const auto points = [&]() -> const PointsLayer& {
    for (const PlaneLayer& layer : run.panel<Plane>("stage").layers)
      if (const auto* found = std::get_if<PointsLayer>(&layer)) return *found;
    static const PointsLayer none;
    return none;
  };
  run.steps(1);
  const double error = run.metric("training_error");
  run.steps(1);
  double square = 0;
  const std::vector<float> residuals = points().y;
  REQUIRE_FALSE(residuals.empty());
  for (const float r : residuals) square += double(r) * double(r) / double(residuals.size());
  CHECK(square == doctest::Approx(error).epsilon(1e-4));
}

TEST_CASE("boosting: looking back shows an earlier stage and changes nothing") {
  DemoRun run("#/boosting?depth=2"), early("#/boosting?depth=2");
  early.steps(7);
  const double error = early.metric("training_error"), points = early.metric("effective_points");
  const auto field = [](DemoRun& of) { return std::get<FieldLayer>(of.panel<Plane>("plane").layers[0]).values; };
  const std::vector<float> before = field(early);
  run.steps(40);
  const std::uint64_t hash = run.hash();
  const double last = run.metric("training_error");
  run.session().act({"errors", HandleDragged{"stage", 7.2f, 0}});
  CHECK(run.metric("stage_shown") == 7);
  CHECK(run.metric("training_error") == error);
  CHECK(run.metric("effective_points") == doctest::Approx(points));
  CHECK(field(run) == before);
  for (const float beyond : {90.0f, 1e30f}) {
    run.session().act({"errors", HandleDragged{"stage", -beyond, 0}});
    CHECK(run.metric("stage_shown") == 1);
    run.session().act({"errors", HandleDragged{"stage", beyond, 0}});
    CHECK(run.metric("training_error") == last);
  }
  CHECK(run.hash() == hash);
}

TEST_CASE("boosting: points drawn are learned at once, by as many stages") {
  DemoRun run("#/boosting?n=60");
  run.steps(20);
  const std::uint64_t hash = run.hash();
  run.session().act({"plane", PointAdded{{0.9f, 0.9f, 1}}});
  run.session().settle();
  CHECK(run.metric("stage_shown") == 20);
  CHECK(run.hash() != hash);
}

TEST_CASE("boosting: gradient boosting of every kind of data lowers its loss") {
  for (const char* data : {"moons", "blobs&classes=5", "law_2d&law_2d=ripples", "wine"}) {
    CAPTURE(data);
    DemoRun run(std::string("#/boosting?boosting_method=gradient&depth=2&shrinkage=0.3&subsample=0.7&data=") + data);
    run.steps(1);
    const double before = run.metric("loss");
    run.steps(30);
    CHECK(run.metric("loss") < 0.7 * before);
  }
}

TEST_CASE("boosting: without two classes it says so") {
  DemoRun run("#/boosting?data=drawn&classes=2");
  run.steps(3);
  CHECK(run.panel<Text>("numbers").lines[0].style == TextStyle::warning);
}

TEST_CASE("boosting: of the salaries noise is learned, and a line is not improved upon") {
  for (const int seed : {1, 2, 3}) {
    CAPTURE(seed);
    DemoRun run("#/boosting?data=salaries&train_fraction=0.8&data_seed=" + std::to_string(seed));
    run.steps(200);
    CHECK(run.metric("training_error") < 0.85 * 1.6 * 1.6);  // below the noise of the law
    CHECK(run.metric("least_validation_error") > 1.6 * 1.6);
    CHECK(run.panel<Plane>("stage").x.label == "experience [years]");
  }
}

TEST_CASE("boosting: stages that see half of the points vary more in full steps, and less in small ones") {
  const std::string law = "#/boosting?data=law_1d&law_1d=sine&noise=0.3&n=100";
  DemoRun all(law), half(law + "&subsample=0.5");
  all.steps(100);
  half.steps(100);
  CHECK(half.metric("boosted_variance") > 1.3 * all.metric("boosted_variance"));
  DemoRun slow(law + "&shrinkage=0.1"), slow_half(law + "&subsample=0.5&shrinkage=0.1");
  slow.steps(100);
  slow_half.steps(100);
  CHECK(slow_half.metric("boosted_variance") < slow.metric("boosted_variance"));
  CHECK(slow_half.metric("boosted_bias") < slow.metric("boosted_bias"));
}

TEST_CASE("boosting: of five classes a stump counts although it is worse than a coin, and many tell all of them") {
  for (const char* seed : {"1", "2", "3"}) {
    DemoRun run(std::string("#/boosting?data=blobs&classes=5&noise=0.1&data_seed=") + seed);
    run.steps(1);
    const double e = run.metric("weighted_error");
    CHECK(e > 0.5);
    CHECK(e < 0.8);
    CHECK(run.metric("alpha") == doctest::Approx(std::log((1 - e) / e) + std::log(4.0)));
    run.steps(199);
    CHECK(run.metric("validation_error") < 0.03);
  }
}
