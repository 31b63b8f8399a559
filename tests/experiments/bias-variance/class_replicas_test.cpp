#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {
const std::string kClassReplicas = "#/bias-variance?problem=classes&";
const std::string kOverfit = "#/bias-variance?order=14&";
}  // namespace

TEST_CASE("bias-variance: of probabilities, bias² + variance + noise is the Brier score measured on test points") {
  DemoRun run(kClassReplicas);
  run.steps(100);
  CHECK(run.metric("sum") == doctest::Approx(run.metric("test_error")).epsilon(0.04));
  CHECK(run.metric("noise_variance") > 0.03);
  CHECK(run.metric("wrong") > run.metric("bayes_error"));
}

TEST_CASE("bias-variance: a line is biased, order 8 varies, order 3 does both little") {
  DemoRun run(kClassReplicas);
  run.steps(60);
  CHECK(run.metric("bias_squared_under") > 3 * run.metric("variance_under"));
  CHECK(run.metric("variance") > 3 * run.metric("bias_squared"));
  CHECK(run.metric("sum_good") < run.metric("sum_under"));
  CHECK(run.metric("sum_good") < run.metric("sum"));
  CHECK(run.metric("bias_01_under") > 2 * run.metric("bias_01_good"));
  CHECK(run.metric("variance_01") > 1.5 * run.metric("variance_01_good"));
  CHECK(run.metric("wrong_good") < run.metric("wrong"));
}

TEST_CASE("bias-variance: every remedy lowers the variance and the error of a classifier that overfits") {
  DemoRun none(kClassReplicas);
  none.steps(40);
  for (const std::string remedy : {"data", "features", "stop", "penalty"}) {
    CAPTURE(remedy);
    DemoRun run(kClassReplicas + "remedy=" + remedy);
    run.steps(40);
    CHECK(run.metric("variance") < 0.6 * none.metric("variance"));
    CHECK(run.metric("wrong") < none.metric("wrong"));
  }
}

TEST_CASE("bias-variance: every remedy lowers the variance and the error of a polynomial that overfits") {
  DemoRun none(kOverfit);
  none.steps(60);
  for (const std::string remedy : {"data", "features", "stop", "penalty"}) {
    CAPTURE(remedy);
    DemoRun run(kOverfit + "remedy=" + remedy);
    run.steps(60);
    CHECK(run.metric("variance") < 0.1 * none.metric("variance"));
    CHECK(run.metric("test_error") < 0.3 * none.metric("test_error"));
    CHECK(run.metric("sum") == doctest::Approx(run.metric("test_error")).epsilon(0.15));
  }
}

TEST_CASE("bias-variance: a remedy leaves other models alone") {
  DemoRun plain("#/bias-variance?model_class=neighbours"),
      remedied("#/bias-variance?model_class=neighbours&remedy=data");
  plain.steps(3);
  remedied.steps(3);
  CHECK(plain.hash() == remedied.hash());
}
