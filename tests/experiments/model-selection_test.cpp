#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;

namespace {

const std::string kModelSelection = "#/model-selection?";

// Steps until the test set has been opened.
void run_to_verdict(DemoRun& run) {
  for (int i = 0; i < 500 && run.is_ready() && std::isnan(run.metric("test_error")); ++i) run.steps(1);
}

}  // namespace

TEST_CASE("model-selection: each point validates in one round and trains in the others, and the test set in none") {
  DemoRun run(kModelSelection + "n=40&folds=4");
  const PointsLayer known = layer_of<PointsLayer>(run.panel<Plane>("folds"), "");
  REQUIRE(known.x.size() == 30 * 4);
  std::vector<int> validates(30, 0), in_round(4, 0);
  for (std::size_t i = 0; i < known.x.size(); ++i) {
    if (known.color[i] == kColorMuted) continue;
    ++validates[static_cast<std::size_t>(known.x[i])];
    ++in_round[static_cast<std::size_t>(known.y[i]) - 1];
  }
  for (const int count : validates) CHECK(count == 1);
  for (const int count : in_round) CHECK((count == 7 || count == 8));
  CHECK(layer_of<PointsLayer>(run.panel<Plane>("folds"), "test, sealed").x.size() == 10 * 4);
}

TEST_CASE("model-selection: the test set stays sealed until every candidate has been validated, and is opened once") {
  DemoRun run(kModelSelection);
  run.steps(80);
  CHECK(run.metric("tests") == 80);
  CHECK(std::isnan(run.metric("test_error")));
  const PointsLayer sealed = layer_of<PointsLayer>(run.panel<Plane>("data"), "sealed test");
  CHECK(sealed.x.size() == 15);
  for (const float y : sealed.y) CHECK(y == sealed.y[0]);
  run.steps(1);
  const double verdict = run.metric("test_error");
  CHECK(verdict > 0);
  CHECK(layer_of<PointsLayer>(run.panel<Plane>("data"), "test").y[0] !=
        layer_of<PointsLayer>(run.panel<Plane>("data"), "test").y[1]);
  run.steps(50);
  CHECK(run.metric("test_error") == verdict);
  CHECK(run.metric("tests") == 80);
  const Table& roles = run.panel<Table>("roles");
  CHECK(roles.rows[2].cells[3] == "1 ×");
  CHECK(roles.rows[2].cells[4].starts_with("0."));
}

TEST_CASE("model-selection: a test set is sealed before it is looked at, and one without points is neither") {
  DemoRun kept(kModelSelection), none(kModelSelection + "test_fraction=0");
  const auto test_row = [](DemoRun& run) { return run.panel<Table>("roles").rows[2].cells; };
  CHECK(test_row(kept)[3] == "0 ×");
  CHECK(test_row(kept)[4] == "sealed");
  for (const int steps : {0, 100}) {
    none.steps(steps);
    CHECK(test_row(none)[1] == "0");
    CHECK(test_row(none)[3] == "0 ×");
    CHECK(test_row(none)[4] == "–");
    for (const char* panel : {"data", "folds"}) {
      for (const PlaneLayer& one : none.panel<Plane>(panel).layers) {
        const auto* points = std::get_if<PointsLayer>(&one);
        CHECK((points == nullptr || points->label.find("test") == std::string::npos));
      }
    }
  }
  CHECK(none.metric("tests") == 80);
  CHECK(none.metric("best_score") > 0);
  CHECK(std::isnan(none.metric("test_error")));
}

TEST_CASE("model-selection: cross-validation chooses an order that is neither too simple nor too complex") {
  for (const std::string seed : {"1", "2", "3", "4", "5"}) {
    CAPTURE(seed);
    DemoRun run(kModelSelection + "n=100&data_seed=" + seed);
    run_to_verdict(run);
    CHECK(run.metric("best_value") >= 4);
    CHECK(run.metric("best_value") <= 12);
    CHECK(run.metric("best_score") < 0.25 * 1.7);
    CHECK(run.metric("test_error") < 0.25 * 2.5);
  }
}

TEST_CASE("model-selection: the simplest within one standard error is simpler than the best and hardly worse") {
  for (const std::string seed : {"1", "2", "3"}) {
    CAPTURE(seed);
    DemoRun least(kModelSelection + "data_seed=" + seed), simple(kModelSelection + "rule=one_error&data_seed=" + seed);
    run_to_verdict(least);
    run_to_verdict(simple);
    CHECK(simple.metric("best_value") <= least.metric("best_value"));
    CHECK(simple.metric("best_score") >= least.metric("best_score"));
    CHECK(simple.metric("best_score") < 1.6 * least.metric("best_score"));
  }
}

TEST_CASE("model-selection: penalties and neighbours mostly have their best values inside the grid") {
  // A single choice from few noisy points may be anything; the median over data sets is not.
  std::vector<double> penalties, neighbours;
  for (int seed = 1; seed <= 7; ++seed) {
    const std::string seeds = "&seed=" + std::to_string(seed) + "&data_seed=" + std::to_string(seed);
    DemoRun penalty(kModelSelection + "search=lambda&order=15&n=40" + seeds),
        nearest(kModelSelection + "search=neighbours" + seeds);
    run_to_verdict(penalty);
    run_to_verdict(nearest);
    penalties.push_back(penalty.metric("best_value"));
    neighbours.push_back(nearest.metric("best_value"));
  }
  std::sort(penalties.begin(), penalties.end());
  std::sort(neighbours.begin(), neighbours.end());
  CHECK(penalties[3] > 1e-7);
  CHECK(penalties[3] < 10);
  CHECK(neighbours[3] > 1);
  CHECK(neighbours[3] < 15);
}

TEST_CASE("model-selection: a tree is best neither flat nor deep enough to reach every point, and is drawn in steps") {
  DemoRun run(kModelSelection + "search=depth&n=200");
  CHECK(run.panel<Plane>("score").x.label == "depth of the tree");
  for (int depth = 0; depth <= 3; ++depth) {
    CAPTURE(depth);
    run.steps(depth == 0 ? 1 : 5);
    const LineLayer& fit = layer_of<LineLayer>(run.panel<Plane>("data"), "model of this round");
    CHECK(std::set<float>(fit.y.begin(), fit.y.end()).size() == std::size_t{1} << depth);
  }
  run_to_verdict(run);
  CHECK(run.metric("tests") == 11 * 5);
  CHECK(run.metric("best_value") >= 2);
  CHECK(run.metric("best_value") <= 6);
  const LineLayer& mean = layer_of<LineLayer>(run.panel<Plane>("score"), "mean of the folds");
  REQUIRE(mean.y.size() == 11);
  const float least = *std::min_element(mean.y.begin(), mean.y.end());
  CHECK(mean.y.front() > 3 * least);
  CHECK(mean.y.back() > 1.2f * least);
}

TEST_CASE("model-selection: a learning rate beyond 2/λ_max diverges and never wins, a tiny one does not arrive") {
  DemoRun run(kModelSelection + "search=rate&n=200&noise=0.3");
  run_to_verdict(run);
  const double stable = layer_of<RuleLayer>(run.panel<Plane>("score"), "2/λ_max").at;
  CHECK(stable > 0.25);
  CHECK(stable < 2);
  CHECK(run.metric("best_value") < stable);
  CHECK(run.metric("best_value") > 0.02);
  const LineLayer& mean = layer_of<LineLayer>(run.panel<Plane>("score"), "mean of the folds");
  CHECK(mean.y.front() > 3 * *std::min_element(mean.y.begin(), mean.y.end()));
  for (std::size_t i = 0; i < mean.x.size(); ++i) {
    if (static_cast<double>(mean.x[i]) > 1.3 * stable) CHECK(mean.y[i] > 1e3f);
  }
}

TEST_CASE("model-selection: a grid over order and penalty is searched as a whole") {
  DemoRun line(kModelSelection), plane(kModelSelection + "search=order_lambda");
  run_to_verdict(line);
  run_to_verdict(plane);
  CHECK(plane.metric("tests") == 16 * 11 * 5);
  // The grid holds nearly every candidate of the line: those of the smallest penalty.
  CHECK(plane.metric("best_score") <= line.metric("best_score") * (1 + 1e-6));
  CHECK(layer_of<FieldLayer>(plane.panel<Plane>("score"), "ln(E / least E)").values.size() == 16 * 11);
}

TEST_CASE("model-selection: the best of many validation scores is optimistic, the more so the more compete") {
  DemoRun run(kModelSelection);
  run.steps(400);
  CHECK(run.metric("contests") == 400);
  const LineLayer validation = layer_of<LineLayer>(run.panel<Plane>("luck"), "its validation error");
  const LineLayer test = layer_of<LineLayer>(run.panel<Plane>("luck"), "its error on fresh data");
  // One alone is judged fairly.
  CHECK(validation.y[0] == doctest::Approx(test.y[0]).epsilon(0.15));
  for (std::size_t m = 1; m < validation.y.size(); ++m) CHECK(validation.y[m] <= validation.y[m - 1]);
  CHECK(validation.y[49] < 0.7f * validation.y[0]);
  CHECK(test.y[49] > 1.5f * validation.y[49]);
  for (const float error : test.y) CHECK(static_cast<double>(error) == doctest::Approx(0.5).epsilon(0.06));
}

TEST_CASE("model-selection: a drawn point joins the known data and starts the search anew") {
  DemoRun run(kModelSelection + "n=20");
  run.steps(30);
  run.act("data", PointAdded{{0.5f, 4, 0}});
  CHECK(run.metric("tests") == 0);
  CHECK(layer_of<PointsLayer>(run.panel<Plane>("folds"), "").x.size() == (15 + 1) * 5);
  run.act("data", PointMoved{0, 0.5f, 5});
  run.act("data", PointRemoved{0});
  CHECK(layer_of<PointsLayer>(run.panel<Plane>("folds"), "").x.size() == 15 * 5);
}

TEST_CASE("model-selection: other folds are drawn after the verdict, and not all of them agree") {
  DemoRun run(kModelSelection + "data_seed=4");
  run.steps(81);
  CHECK(std::isnan(run.metric("draws")));
  run.steps(40);
  CHECK(run.metric("draws") == 40);
  CHECK(run.metric("draws_agree") < 40);
  CHECK(run.metric("draws_least") < run.metric("draws_largest"));
  const Distribution& draws = run.panel<Distribution>("draws");
  double sum = 0;
  for (const float count : draws.groups[0].weights) sum += static_cast<double>(count);
  CHECK(sum == 40);
  CHECK(draws.groups[0].edges.size() == 17);
  for (const std::string search : {"lambda", "neighbours", "rate", "depth"}) {
    DemoRun other(kModelSelection + "n=20&search=" + search);
    run_to_verdict(other);
    other.steps(3);
    CHECK(other.metric("draws") == 3);
    const std::vector<float>& edges = other.panel<Distribution>("draws").groups[0].edges;
    CHECK(std::is_sorted(edges.begin(), edges.end()));
  }
}

TEST_CASE("model-selection: other folds may choose another model from the same data") {
  std::set<double> chosen;
  for (const std::string seed : {"1", "2", "3", "4", "5", "6"}) {
    DemoRun run(kModelSelection + "n=20&noise=1&seed=" + seed);
    run_to_verdict(run);
    chosen.insert(run.metric("best_value"));
  }
  CHECK(chosen.size() > 1);
}
