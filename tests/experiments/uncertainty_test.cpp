#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kUncertainty = "#/uncertainty?";
const std::string kClasses = kUncertainty + "problem=classes&";

}  // namespace

TEST_CASE("uncertainty: networks see that the noise grows, a Gaussian process takes it to be the same everywhere") {
  DemoRun run(kUncertainty + "gap_from=0&gap_to=0&measurements=150");
  run.steps(400);
  CHECK(run.metric("ensemble_noise_ratio") > 2);
  CHECK(run.metric("network_noise_ratio") > 2);
  CHECK(run.metric("process_noise_ratio") == doctest::Approx(1));
}

TEST_CASE(
    "uncertainty: in the gap and beyond the data the epistemic uncertainty of the ensemble and of the process grows") {
  DemoRun run(kUncertainty);
  run.steps(400);
  CHECK(run.metric("network_epistemic_gap") == 0);
  CHECK(run.metric("ensemble_epistemic_gap") > 2 * run.metric("ensemble_epistemic"));
  CHECK(run.metric("ensemble_epistemic_beyond") > 2 * run.metric("ensemble_epistemic"));
  CHECK(run.metric("process_epistemic_gap") > 2 * run.metric("process_epistemic"));
  CHECK(run.metric("process_beyond") > run.metric("network_beyond"));
  CHECK(run.metric("ensemble_gap") > run.metric("network_gap") + 0.05);
}

TEST_CASE("uncertainty: the error of the coverage is the mean distance of the curve from the diagonal") {
  DemoRun run(kUncertainty + "measurements=40");
  run.steps(800);
  std::size_t layer = 0;
  for (const char* method : {"network", "dropout", "ensemble", "process"}) {
    CAPTURE(method);
    const auto& line = std::get<LineLayer>(run.panel<Plane>("reliability").layers[++layer]);
    double off = 0;
    for (std::size_t i = 0; i < line.x.size(); ++i)
      off += std::fabs(double(line.y[i]) - double(line.x[i])) / static_cast<double>(line.x.size());
    CHECK(run.metric(std::string(method) + "_coverage_error") == doctest::Approx(off).epsilon(1e-4));
  }
  CHECK(run.metric("network_coverage_error") > 2 * run.metric("process_coverage_error"));
}

TEST_CASE("uncertainty: a gap that is dragged wider begins the training anew; a point goes on with it") {
  DemoRun run(kUncertainty);
  run.steps(200);
  run.act("process", PointAdded{{0.6f, 0.9f, 0}});
  CHECK(run.metric("updates") == 200);
  run.act("network", HandleDragged{"gap_to", 1.5f, 0});
  CHECK(run.metric("updates") == 0);
  const std::uint64_t hash = run.hash();
  run.act("network", HandleDragged{"other", 1.5f, 0});
  run.act("spread", HandleDragged{"gap_to", 1, 0});
  CHECK(run.hash() == hash);
}

TEST_CASE("uncertainty: a network trained for long is overconfident, and one temperature makes it honest") {
  DemoRun run(kClasses);
  run.steps(600);
  CHECK(run.metric("network_inside") > run.metric("network_accuracy") + 0.04);
  CHECK(run.metric("temperature") > 1.5);
  CHECK(run.metric("tempered_ece") < 0.7 * run.metric("network_ece"));
  CHECK(run.metric("tempered_accuracy") == run.metric("network_accuracy"));
  CHECK(run.metric("tempered_log_loss") < run.metric("network_log_loss"));
  CHECK(run.metric("ensemble_log_loss") < run.metric("network_log_loss"));
}

TEST_CASE("uncertainty: far from all data networks are sure, the Gaussian process is not") {
  DemoRun run(kClasses);
  run.steps(400);
  CHECK(run.metric("network_far") > 0.95);
  CHECK(run.metric("process_far") < 0.7);
}

TEST_CASE("uncertainty: files are offered for the classes, not for the curve") {
  const ExperimentInfo& info = *Registry::instance().find("uncertainty");
  ParameterSet parameters = ParameterSet::defaults(info.schema);
  CHECK_FALSE(offers_files(info, parameters));
  REQUIRE(parameters.parse_text("problem", "classes").ok());
  CHECK(offers_files(info, parameters));
}
