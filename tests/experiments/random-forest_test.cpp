#include <cmath>
#include <string>

#include "core/lab/data_file.h"
#include "core/math/rng.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kRandomForest = "#/random-forest?";

}  // namespace

TEST_CASE("random-forest: trees together are better than one of them, and out of bag knows it") {
  for (const char* seed : {"1", "2", "3"}) {
    DemoRun run(kRandomForest + "data_seed=" + seed);
    run.steps(60);
    CHECK(run.metric("trees") == 61);
    const double one = run.metric("single_error");
    CHECK(run.metric("bag_error") < 0.95 * one);
    CHECK(run.metric("forest_error") < 0.9 * one);
    CHECK(run.metric("extra_error") < 0.9 * one);
    CHECK(std::fabs(run.metric("forest_unseen") - run.metric("forest_error")) < 0.1);
  }
}

TEST_CASE("random-forest: more trees never overfit: the error of 300 is that of 100") {
  DemoRun run(kRandomForest + "trees=300");
  run.steps(99);
  const double hundred = run.metric("forest_error");
  run.steps(300);
  CHECK(run.metric("trees") == 300);
  CHECK(std::fabs(run.metric("forest_error") - hundred) < 0.015);
}

TEST_CASE("random-forest: the variance of the mean is ρσ² + (1 − ρ)σ²/B, and a forest's trees are less alike") {
  DemoRun run(kRandomForest);
  run.steps(98);
  for (const char* method : {"bag", "forest"}) {
    const std::string name(method);
    CHECK(run.metric(name + "_variance") == doctest::Approx(run.metric(name + "_predicted")).epsilon(0.08));
    CHECK(run.metric(name + "_variance") < 0.3 * run.metric(name + "_single_variance"));
  }
  CHECK(run.metric("forest_correlation") < 0.7 * run.metric("bag_correlation"));
  CHECK(run.metric("forest_variance") < run.metric("bag_variance"));
  // With all inputs at each split a forest is a bag.
  DemoRun all(kRandomForest + "split_inputs=12");
  all.steps(60);
  CHECK(all.metric("forest_correlation") == doctest::Approx(all.metric("bag_correlation")).epsilon(0.2));
}

TEST_CASE("random-forest: shuffling finds that noise tells nothing, impurity does not; a copy takes a share") {
  DemoRun run(kRandomForest), apart(kRandomForest + "pair_correlation=0");
  run.steps(98);
  apart.steps(98);
  CHECK(run.metric("impurity_noise") > 0.2);
  CHECK(run.metric("shuffling_noise") < 0.08);
  CHECK(run.metric("shuffling_copy") > 0.15);
  CHECK(std::fabs(apart.metric("shuffling_copy")) < 0.04);
  CHECK(apart.metric("shuffling_a") > 1.2 * run.metric("shuffling_a"));
}

TEST_CASE("random-forest: the votes at the handle are those of all trees") {
  DemoRun run(kRandomForest);
  run.steps(40);
  CHECK(run.metric("votes_0") + run.metric("votes_1") == 41);
  run.act("plane", HandleDragged{"query", -1, 1});
  CHECK(run.metric("votes_0") > 38);
  run.act("plane", HandleDragged{"query", 0.5f, -1});
  CHECK(run.metric("votes_1") > 38);
}

TEST_CASE("random-forest: a point drawn is learned by trees grown anew") {
  DemoRun run(kRandomForest);
  run.steps(5);
  const double before = run.metric("trees");
  run.act("plane", PointAdded{{-1, 1, 1}});
  CHECK(run.metric("trees") == before);
  run.steps(40);
  const double after = run.metric("trees");
  run.act("plane", PointAdded{{-0.9f, 1, 1}});
  CHECK(run.metric("trees") < after);
  run.steps(150);
  CHECK(run.metric("trees") == 100);
}

TEST_CASE(
    "random-forest: Ising states far from the critical temperature are told without error, critical ones are not") {
  DemoRun run(kRandomForest + "ising=true");
  run.steps(79 + 50);
  CHECK(run.metric("ising_states") == 800);
  CHECK(run.metric("ising_trees") == 50);
  CHECK(run.metric("ising_test") >= 0.99);
  CHECK(run.metric("ising_unseen") >= 0.99);
  CHECK(run.metric("coarse_test") >= 0.95);
  CHECK(run.metric("ising_critical") > 0.75);
  CHECK(run.metric("ising_critical") < 0.92);
  CHECK(run.metric("coarse_critical") < run.metric("ising_critical"));
  CHECK(std::fabs(run.metric("extra_critical") - run.metric("ising_critical")) < 0.06);
}

TEST_CASE("random-forest: on noisy data a maximum depth helps one tree, the bag and the forest") {
  for (const char* seed : {"1", "2", "3"}) {
    CAPTURE(seed);
    DemoRun full(kRandomForest + "noise=0.4&data_seed=" + seed),
        flat(kRandomForest + "noise=0.4&depth=4&data_seed=" + seed);
    full.steps(99);
    flat.steps(99);
    for (const char* error : {"single_error", "bag_error", "forest_error"})
      CHECK(flat.metric(error) < full.metric(error));
  }
}

TEST_CASE("random-forest: of the pulsars nearly all are found, and only many candidates tell a forest from a tree") {
  for (const char* seed : {"1", "2", "3"}) {
    CAPTURE(seed);
    DemoRun run(kRandomForest + "table=pulsars&data_seed=" + seed);
    run.steps(60);
    CHECK(run.metric("table_never") == doctest::Approx(0.0916).epsilon(0.25));
    CHECK(run.metric("table_forest_wrong") < 0.4 * run.metric("table_never"));
    CHECK(run.metric("table_forest_wrong") < run.metric("table_tree_wrong"));
    CHECK(std::fabs(run.metric("table_unseen") - run.metric("table_forest_wrong")) < 0.015);
    CHECK(run.metric("table_forest_area") > run.metric("table_tree_area") + 0.02);
    CHECK(run.metric("table_t_all") > 1.96);
    CHECK_FALSE(run.metric("table_t_few") > 2.776);
  }
}

TEST_CASE("random-forest: a dropped table with classes is learned with all of its columns") {
  std::string csv;  // in the form of HTRU2: numbers, the class last; only the third column tells it
  Rng rng(4);
  for (int i = 0; i < 400; ++i) {
    const bool is_pulsar = i % 10 == 0;
    for (int j = 0; j < 8; ++j) csv += std::to_string(rng.normal() + (j == 2 && is_pulsar ? 6 : 0)) + ",";
    csv += is_pulsar ? "1\n" : "0\n";
  }
  DemoRun run(kRandomForest + "data=file&table=file", 1, {make_data_file("HTRU_2.csv", csv)});
  run.steps(30);
  CHECK(run.metric("table_never") == doctest::Approx(0.1).epsilon(0.3));
  CHECK(run.metric("table_forest_wrong") < 0.02);
  CHECK(run.panel<Plane>("table_columns").y.names.size() == 8);
  // Without the file there is no table, and nothing breaks.
  DemoRun none(kRandomForest + "table=file");
  none.steps(3);
  CHECK(std::isnan(none.metric("table_never")));
}

TEST_CASE("random-forest: bagged trees stand beside the forest, and a tree's questions beside its field") {
  DemoRun run(kRandomForest), bag(kRandomForest + "shown_method=bag");
  const auto field = [](DemoRun& of, const char* panel) {
    for (const PlaneLayer& layer : of.panel<Plane>(panel).layers)
      if (const auto* found = std::get_if<FieldLayer>(&layer)) return found->values;
    return std::vector<float>();
  };
  for (DemoRun* one : {&run, &bag}) one->steps(10);
  REQUIRE_FALSE(field(run, "other").empty());
  CHECK(field(run, "other") == field(bag, "plane"));
  CHECK(field(run, "plane") == field(bag, "other"));
  CHECK(run.panel<Tree>("tree").nodes.size() > 20);
}
