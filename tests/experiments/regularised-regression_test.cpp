#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/lab/text.h"
#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;

namespace {

const std::string kRegularisedRegression = "#/regularised-regression?";
constexpr int kLambdas = 62;
constexpr std::size_t kZeros = 1, kBest = 3;  // columns of the table

}  // namespace

TEST_CASE("regularised-regression: at the λ that validation chooses the lasso has exact zeros, ridge has none") {
  DemoRun run(kRegularisedRegression + "shown=best");
  run.steps(kLambdas);
  CHECK(run.session().condition() == RunSession::Condition::finished);
  CHECK(number_in(run.panel<Table>("table"), 0, kZeros) == 0);
  CHECK(number_in(run.panel<Table>("table"), 1, kZeros) >= 5);
  CHECK(number_in(run.panel<Table>("table"), 2, kZeros) >= 1);
}

TEST_CASE("regularised-regression: the weights that matter survive longest, and ridge only makes all of them small") {
  DemoRun run(kRegularisedRegression + "shown=own&lambda=1");
  run.steps(kLambdas);
  const Plane& plane = run.panel<Plane>("lasso");
  std::vector<std::pair<int, std::string>> last;  // how many λ each weight is not zero at
  for (const PlaneLayer& layer : plane.layers) {
    const auto* line = std::get_if<LineLayer>(&layer);
    if (line == nullptr || line->y.size() != kLambdas) continue;
    const auto count = std::count_if(line->y.begin(), line->y.end(), [](float w) { return w != 0; });
    last.emplace_back(static_cast<int>(count), line->label);
  }
  CHECK(last.size() == 20);
  std::sort(last.rbegin(), last.rend());
  CHECK(std::min(last[0].second, last[1].second) == "x1");  // 3
  CHECK(std::max(last[0].second, last[1].second) == "x6");  // −2
  CHECK(number_in(run.panel<Table>("table"), 0, kZeros) == 0);
  const double at_one = run.metric("norm_ridge");
  run.tune("lambda", "100");
  CHECK(run.metric("norm_ridge") < 0.1 * at_one);
  CHECK(run.metric("norm_ridge") > 0);
  CHECK(number_in(run.panel<Table>("table"), 1, kZeros) == 20);
}

TEST_CASE("regularised-regression: the training error only grows with λ, the validation error is least in between") {
  for (const std::string data : {"", "data=polynomial&version=2"}) {
    CAPTURE(data);
    DemoRun run(kRegularisedRegression + data);
    run.steps(kLambdas);
    const Plane& plane = run.panel<Plane>("errors");
    const std::vector<float>& training = layer_of<LineLayer>(plane, "E_tr").y;
    for (std::size_t k = 1; k < training.size(); ++k) CHECK(training[k] >= training[k - 1] - 1e-6f);
    const std::vector<float>& validation = layer_of<LineLayer>(plane, "Lasso").y;
    const auto best = std::min_element(validation.begin(), validation.end()) - validation.begin();
    CHECK(best > 0);
    CHECK(best < kLambdas - 1);
    CHECK(validation[static_cast<std::size_t>(best)] < 0.9f * validation.front());
    CHECK(validation[static_cast<std::size_t>(best)] < 0.9f * validation.back());
  }
}

TEST_CASE("regularised-regression: cross-validation chooses a λ of the same size as the validation set does") {
  DemoRun run(kRegularisedRegression);
  run.steps(kLambdas);
  const double by_set = number_in(run.panel<Table>("table"), 1, kBest);
  run.tune("lambda_selection", "folds");
  const double by_folds = number_in(run.panel<Table>("table"), 1, kBest);
  CHECK(by_folds > 0.1 * by_set);
  CHECK(by_folds < 10 * by_set);
}

TEST_CASE("regularised-regression: in two weights the L₁ ball is touched on an axis, the L₂ ball beside it") {
  const auto touching = [](const std::string& ball) {
    DemoRun run(kRegularisedRegression + "correlation=0&ball=" + ball);
    for (const PlaneLayer& layer : run.panel<Plane>("ball").layers)
      if (const auto* points = std::get_if<PointsLayer>(&layer); points != nullptr && points->label == "best allowed")
        return std::pair{points->x[0], points->y[0]};
    return std::pair{NAN, NAN};
  };
  CHECK(touching("one").second == 0);
  CHECK(touching("half").second == 0);
  CHECK(touching("two").second != 0);
  CHECK(touching("four").second != 0);
  CHECK(touching("one").first > 0);
}

TEST_CASE("regularised-regression: the bold contour touches the ball at the best weights allowed") {
  for (const std::string ball : {"half", "one", "mix", "two", "four"}) {
    for (const std::string budget : {"0.15", "0.4", "0.8"}) {
      CAPTURE(ball);
      CAPTURE(budget);
      DemoRun run(kRegularisedRegression + "ball=" + ball + "&budget=" + budget);
      const double x = run.metric("allowed_first"), y = run.metric("allowed_second");
      const LineLayer& contour = layer_of<LineLayer>(run.panel<Plane>("ball"), "contour that touches");
      double nearest = 1e9;
      for (std::size_t i = 0; i < contour.x.size(); ++i) {
        const double dx = static_cast<double>(contour.x[i]) - x, dy = static_cast<double>(contour.y[i]) - y;
        nearest = std::min(nearest, std::sqrt(dx * dx + dy * dy));
      }
      CHECK(nearest < 0.04);
    }
  }
}

TEST_CASE("regularised-regression: at its end the run shows the λ that was chosen") {
  DemoRun run(kRegularisedRegression);
  run.steps(kLambdas);
  CHECK(run.metric("lambda") == run.metric("best_lambda"));
  CHECK(run.metric("validation_error") == doctest::Approx(run.metric("best_error_lasso")));
}

TEST_CASE("regularised-regression: a penalty of the right size tames a polynomial") {
  DemoRun run(kRegularisedRegression + "data=polynomial&law=sine&n=16&noise=0.3&order=14&version=2");
  run.steps(1);
  const double wild = run.metric("validation_error");
  run.steps(kLambdas);
  run.tune("shown", "best");
  CHECK(run.metric("validation_error") < 0.5 * wild);
}

TEST_CASE("regularised-regression: points can be drawn for a polynomial, and the path begins anew") {
  DemoRun run(kRegularisedRegression + "data=polynomial");
  run.steps(10);
  run.act("fit", PointAdded{{0.5f, 3, 0}});
  CHECK(run.metric("path_length") == 0);
  CHECK(run.snapshot().drawn_points.size() == 1);
  DemoRun sparse(kRegularisedRegression);
  sparse.act("fit", PointAdded{{0.5f, 3, 0}});
  CHECK(sparse.snapshot().drawn_points.empty());
}

TEST_CASE("regularised-regression: a typed law that cannot be read is named") {
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  session.start(parse_link(kRegularisedRegression + "data=polynomial&law=typed&formula=sin(").run.plan, {});
  CHECK(session.condition() == RunSession::Condition::failed);
}
