#include <algorithm>
#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kExact = "#/decision-tree?noise=0&n=1000";

}  // namespace

TEST_CASE("decision-tree: on an exact XNOR the first split gains nothing to speak of, and the greedy tree wanders") {
  for (const char* seed : {"1", "2", "3", "4", "5"}) {
    DemoRun run(kExact + "&data_seed=" + seed);
    CHECK(run.metric("best_gain") < 0.02);
    run.steps(1);
    CHECK(run.metric("training_error") > 0.4);
    run.steps(200);
    CHECK(run.metric("training_error") == 0);
    CHECK(run.metric("leaves") > 4);
  }
}

TEST_CASE("decision-tree: three cuts by hand solve the exact XNOR with four leaves") {
  DemoRun run(kExact + "&build=true");
  CHECK(run.metric("own_training_error") == doctest::Approx(0.5).epsilon(0.1));
  run.act("own", HandleDragged{"x1", 0, -1});
  CHECK(run.metric("own_leaves") == 2);
  CHECK(run.metric("own_training_error") > 0.4);
  run.act("own", LatentPicked{-0.5f, 0.5f});
  run.act("own", HandleDragged{"x2", -1, 0});
  CHECK(run.metric("own_training_error") < 0.3);
  run.act("own", LatentPicked{0.5f, 0.5f});
  CHECK(run.metric("best_gain") > 0.95);
  run.act("own", HandleDragged{"x2", 1, 0});
  CHECK(run.metric("own_leaves") == 4);
  CHECK(run.metric("own_training_error") < 0.01);
  CHECK(run.metric("greedy_training_error") > 0.3);
  // Out of the window: the cut of the root and all below it are gone.
  run.act("own", LatentPicked{0.001f, 0.9f});
  run.act("own", HandleDragged{"x1", 2, 0});
  CHECK(run.metric("own_leaves") == 1);
}

TEST_CASE("decision-tree: a cut that another one pushes out of its region is undone") {
  DemoRun run(kExact + "&build=true");
  run.act("own", HandleDragged{"x1", 0, -1});
  run.act("own", LatentPicked{0.5f, 0});
  run.act("own", HandleDragged{"x1", 0.25f, -1});
  CHECK(run.metric("own_leaves") == 3);
  run.act("own", LatentPicked{0, 0});
  run.act("own", HandleDragged{"x1", 0.5f, -1});
  CHECK(run.metric("own_leaves") == 2);
  // Dragged back, it is there again.
  run.act("own", HandleDragged{"x1", 0.1f, -1});
  CHECK(run.metric("own_leaves") == 3);
  // Cut along the other input, the node forgets its first cut.
  run.act("own", HandleDragged{"x2", 0, 0.1f});
  CHECK(run.metric("own_leaves") == 2);
}

TEST_CASE("decision-tree: each split lowers the training error or leaves it, full growth ends at zero") {
  DemoRun run("#/decision-tree?data=moons&noise=0.25");
  double last = 1;
  for (int step = 0; step < 200; ++step) {
    const double error = run.metric("training_error");
    CHECK(error <= last + 1e-12);
    CHECK(run.metric("leaves") == std::min(step + 1.0, run.metric("possible_splits") + 1));
    last = error;
    run.steps(1);
  }
  CHECK(last == 0);
  CHECK(run.metric("validation_error") > 0.15);
}

TEST_CASE("decision-tree: pruning a full tree gives a smaller one that is better on new data") {
  for (const char* seed : {"1", "2", "3", "4"}) {
    DemoRun run(std::string("#/decision-tree?data=moons&noise=0.25&data_seed=") + seed);
    run.steps(200);
    const double full = run.metric("validation_error"), leaves = run.metric("leaves");
    CHECK(run.metric("least_validation_error") < full);
    CHECK(run.metric("least_leaves") < leaves);
    run.tune("cuts", "200");
    CHECK(run.metric("leaves") == 1);
  }
}

TEST_CASE("decision-tree: shallow trees have bias, deep ones variance") {
  DemoRun run("#/decision-tree?data=moons&noise=0.25");
  run.steps(100);
  CHECK(run.metric("bias_1") > 1.3 * run.metric("bias_5"));
  CHECK(run.metric("variance_10") > 2 * run.metric("variance_1"));
  CHECK(run.metric("training_10") < run.metric("training_5"));
  CHECK(run.metric("validation_10") > run.metric("validation_5"));
}

TEST_CASE("decision-tree: a curve is approximated by steps whose error of training falls to zero") {
  DemoRun run("#/decision-tree?data=law_1d&law_1d=damped_wave&n=100&noise=0.2");
  run.steps(200);
  CHECK(run.metric("training_error") == 0);
  const Plane& plane = run.panel<Plane>("plane");
  bool is_drawn = false;
  for (const PlaneLayer& layer : plane.layers) {
    const auto* line = std::get_if<LineLayer>(&layer);
    if (line == nullptr || line->label != "mean of the leaf") continue;
    is_drawn = true;
    CHECK(line->x.size() == 2 * static_cast<std::size_t>(run.metric("leaves")));
    CHECK(std::is_sorted(line->x.begin(), line->x.end()));
  }
  CHECK(is_drawn);
}

TEST_CASE("decision-tree: the picture of the tree asks its questions in words and numbers") {
  DemoRun run("#/decision-tree");
  run.steps(3);
  const Tree& tree = run.panel<Tree>("tree");
  REQUIRE(tree.nodes.size() == 7);
  CHECK(tree.nodes[0].label.starts_with("1: x"));
  CHECK(tree.nodes[0].label.find(" ≤ ") != std::string::npos);
  DemoRun cube("#/decision-tree?small_example=cube");
  CHECK(cube.panel<Tree>("small_tree").nodes[0].label.find(" ≤ ") != std::string::npos);
}

TEST_CASE("decision-tree: words are asked for as sets, four classes of three inputs as boxes") {
  DemoRun run("#/decision-tree?small_example=words");
  CHECK(run.metric("example_leaves") >= 5);
  const Tree& words = run.panel<Tree>("small_tree");
  CHECK(words.nodes[0].label.find("overcast?") != std::string::npos);
  DemoRun salaries("#/decision-tree?small_example=salaries");
  CHECK(salaries.panel<Tree>("small_tree").nodes[0].label == "care, sales, teaching?");
  CHECK(salaries.metric("example_leaves") == 8);
  CHECK(salaries.metric("example_explained") > 0.75);
  DemoRun cube("#/decision-tree?small_example=cube");
  CHECK(cube.metric("example_leaves") >= 5);
}

TEST_CASE("decision-tree: the curve of gains has the scale of the node looked at") {
  DemoRun run("#/decision-tree?noise=0.1&n=200&split=1");
  run.steps(12);
  const double of_root = run.metric("best_gain");
  CHECK(run.panel<Plane>("gain").y.range.high == doctest::Approx(1.1 * of_root));
  double largest = of_root, least = of_root;
  for (const char* split : {"2", "3", "4", "5", "6"}) {
    run.tune("split", split);
    const double best = run.metric("best_gain");
    CHECK(run.panel<Plane>("gain").y.range.high == doctest::Approx(best > 0 ? 1.1 * best : 0));
    largest = std::max(largest, best);
    least = std::min(least, best);
  }
  CHECK(largest > 1.5 * least);
}
