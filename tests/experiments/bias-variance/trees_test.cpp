#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kTree = "#/bias-variance?n=60&model_class=tree&";
const std::string kBag = "#/bias-variance?n=60&model_class=bagging&";
const std::string kBoost = "#/bias-variance?n=60&model_class=boosting&";
const std::string kClasses = "#/bias-variance?problem=classes&class_model=";

void run_replicas(DemoRun& run, double replicas) {
  while (run.is_ready() && run.metric("replicas") < replicas) run.steps(10);
}

bool says(DemoRun& run, std::string_view words) {
  for (const TextLine& text : run.panel<Text>("numbers").lines)
    if (text.text.find(words) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("bias-variance: a shallow tree is biased, a deep one varies, and the best is between them") {
  DemoRun run(kTree + "depth=10");
  run_replicas(run, 150);
  CHECK(run.metric("variance") > 5 * run.metric("bias_squared"));
  // Almost every point has a leaf to itself: the noise is repeated.
  CHECK(run.metric("variance") == doctest::Approx(run.metric("noise_variance")).epsilon(0.2));
  CHECK(run.metric("best") >= 3);
  CHECK(run.metric("best") <= 6);
  run.tune("depth", "1");
  CHECK(run.metric("bias_squared") > run.metric("variance"));
  run.tune("depth", "4");
  CHECK(run.metric("bias_squared") < 0.2 * run.metric("noise_variance"));
}

TEST_CASE("bias-variance: bagging leaves the bias of a tree and lowers its variance, though not like 1/B") {
  for (const std::string seed : {"1", "2", "3"}) {
    CAPTURE(seed);
    DemoRun bag(kBag + "trees=50&data_seed=" + seed), tree(kTree + "depth=10&data_seed=" + seed);
    run_replicas(bag, 150);
    run_replicas(tree, 150);
    CHECK(bag.metric("variance") < 0.45 * bag.metric("one_variance"));
    CHECK(bag.metric("variance") > 4 * bag.metric("one_variance") / 50);  // the trees share their points
    CHECK(std::fabs(bag.metric("bias_squared") - bag.metric("one_bias_squared")) < 0.02);
    CHECK(bag.metric("variance") < 0.65 * tree.metric("variance"));  // of a tree that sees all points
    CHECK(bag.metric("test_error") < tree.metric("test_error"));
    CHECK(bag.metric("best") >= 12);  // more trees do no harm
    bag.tune("trees", "1");
    CHECK(says(bag, "overfits"));  // although a third of the points is not in its sample
  }
}

TEST_CASE("bias-variance: no number of shallow trees takes the bias from their mean") {
  DemoRun run(kBag + "bagged_depth=1&trees=50");
  run_replicas(run, 100);
  CHECK(run.metric("bias_squared") > 0.8 * run.metric("one_bias_squared"));
  CHECK(run.metric("bias_squared") > 3 * run.metric("variance"));
}

TEST_CASE("bias-variance: boosting takes the bias from shallow trees, and overfits with too many stages") {
  for (const std::string seed : {"1", "2", "3"}) {
    CAPTURE(seed);
    DemoRun run(kBoost + "stages=12&data_seed=" + seed);
    run_replicas(run, 100);
    CHECK(run.metric("bias_squared") < 0.1 * run.metric("one_bias_squared"));
    CHECK(run.metric("test_error") < 1.2 * run.metric("least_test_error"));
    const double variance = run.metric("variance");
    run.tune("stages", "200");
    CHECK(run.metric("variance") > 3 * variance);
    CHECK(run.metric("training_error") < 0.01);
    CHECK(run.metric("test_error") > 1.3 * run.metric("least_test_error"));
    CHECK(run.metric("best") >= 5);
    CHECK(run.metric("best") <= 35);
  }
}

TEST_CASE("bias-variance: of trees and ensembles, bias² + variance + noise is the measured test error") {
  for (const std::string& link : {kTree + "depth=4", kTree + "depth=10", kBag + "trees=1", kBag + "trees=20",
                                  kBoost + "stages=3", kBoost + "stages=60&shrinkage=1&boosted_depth=1"}) {
    CAPTURE(link);
    DemoRun run(link);
    run_replicas(run, 200);
    CHECK(std::fabs(run.metric("sum") - run.metric("test_error")) < 4 * run.metric("test_standard_error"));
  }
}

TEST_CASE("bias-variance: every remedy lowers the error of trees and ensembles that overfit") {
  for (const std::string& link : {kTree + "depth=10", kBag + "trees=50", kBoost + "stages=200"}) {
    CAPTURE(link);
    DemoRun none(link);
    run_replicas(none, 100);
    for (const std::string remedy : {"data", "features", "stop", "penalty"}) {
      CAPTURE(remedy);
      DemoRun run(link + "&remedy=" + remedy);
      run_replicas(run, 100);
      CHECK(run.metric("sum") < 0.98 * none.metric("sum"));
      // A deep tree grows with its data, so that each leaf still repeats the noise of one point or two.
      if (remedy != "data") CHECK(run.metric("variance") < 0.8 * none.metric("variance"));
    }
  }
}

TEST_CASE(
    "bias-variance: for classes, too, a deep tree varies, a forest varies less, and boosting takes the bias away") {
  DemoRun tree(kClasses + "tree"), forest(kClasses + "forest"), boosting(kClasses + "boosting");
  for (DemoRun* run : {&tree, &forest, &boosting}) {
    run->steps(60);
    CHECK(run->metric("sum") == doctest::Approx(run->metric("test_error")).epsilon(0.05));
  }
  CHECK(tree.metric("variance") > 5 * tree.metric("bias_squared"));
  CHECK(tree.metric("bias_squared_under") > tree.metric("variance_under"));
  CHECK(tree.metric("sum_good") < 0.9 * tree.metric("sum"));
  CHECK(forest.metric("variance") < 0.3 * forest.metric("variance_under"));
  CHECK(std::fabs(forest.metric("bias_squared") - forest.metric("bias_squared_under")) < 0.005);
  CHECK(forest.metric("wrong") < 0.9 * tree.metric("wrong"));
  CHECK(boosting.metric("bias_squared_good") < 0.3 * boosting.metric("bias_squared_under"));
  CHECK(boosting.metric("variance") > 2 * boosting.metric("variance_good"));
  CHECK(boosting.metric("sum_good") < boosting.metric("sum"));
}

TEST_CASE("bias-variance: every remedy lowers the variance of the last of the classifiers made of trees") {
  for (const std::string classifier : {"tree", "forest", "boosting"}) {
    CAPTURE(classifier);
    DemoRun none(kClasses + classifier);
    none.steps(40);
    for (const std::string remedy : {"data", "features", "stop", "penalty"}) {
      CAPTURE(remedy);
      DemoRun run(kClasses + classifier + "&remedy=" + remedy);
      run.steps(40);
      CHECK(run.metric("variance") < 0.95 * none.metric("variance"));
      CHECK(run.metric("sum") < none.metric("sum"));
      CHECK(run.metric("variance_good") == none.metric("variance_good"));
    }
  }
}
