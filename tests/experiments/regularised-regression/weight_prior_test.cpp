#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kWeightPrior = "#/regularised-regression?show_prior=true&shown=own&lambda=0.3&";

const LineLayer& line_of(const Plane& plane, std::string_view label) {
  static const LineLayer kNone{};
  for (const PlaneLayer& layer : plane.layers)
    if (const auto* line = std::get_if<LineLayer>(&layer); line != nullptr && line->label == label) return *line;
  FAIL_CHECK("no such line: ", std::string(label));
  return kNone;
}

}  // namespace

TEST_CASE("regularised-regression: the penalised weight is the most probable one, under every prior") {
  for (const std::string penalty : {"ridge", "lasso", "elastic"}) {
    for (const std::string weight : {"1", "3", "6"}) {
      CAPTURE(penalty + weight);
      DemoRun run(kWeightPrior + "penalty=" + penalty + "&first_weight=" + weight);
      run.steps(3);
      CHECK(run.metric("map_weight") == doctest::Approx(run.metric("first_weight_" + penalty)).epsilon(1e-4));
      const LineLayer& posterior = line_of(run.panel<Plane>("prior"), "posterior");
      const LineLayer& sum = line_of(run.panel<Plane>("penalty"), "their sum");
      std::size_t top = 0, bottom = 0;
      for (std::size_t i = 0; i < posterior.x.size(); ++i) {
        if (posterior.y[i] > posterior.y[top]) top = i;
        if (sum.y[i] < sum.y[bottom]) bottom = i;
      }
      CHECK(top == bottom);
    }
  }
}

TEST_CASE("regularised-regression: σ² and n set how narrow the prior is that a λ stands for") {
  DemoRun run(kWeightPrior + "penalty=ridge&n=40&noise=2");
  run.steps(1);
  CHECK(run.metric("prior_deviation") == doctest::Approx(std::sqrt(4.0 / (40 * 0.3))));
}

TEST_CASE("regularised-regression: the fit without a penalty is drawn beside the penalised one, and swings more") {
  DemoRun run("#/regularised-regression?data=polynomial&law=sine&order=15&basis=powers&n=20&noise=0.3&penalty=ridge");
  run.steps(62);
  CHECK(line_of(run.panel<Plane>("fit"), "λ = 0").y.size() > 100);
  CHECK(run.metric("variation_unpenalised") > 10 * run.metric("variation"));
}
