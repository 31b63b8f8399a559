#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;

namespace {

const std::string kLinearVsLogistic = "#/linear-vs-logistic?";

// The column of a class's row in the table of what is recognised, in percent.
double recognised(DemoRun& run, std::size_t k, std::size_t column) {
  const Table& table = run.panel<Table>("classes");
  return std::stod(table.rows[k].cells[column]);
}

}  // namespace

TEST_CASE("linear-vs-logistic: outliers move the boundary of least squares, not that of logistic regression") {
  DemoRun clean(kLinearVsLogistic + "outliers=0"), pulled(kLinearVsLogistic);
  CHECK(clean.metric("squares_border") == doctest::Approx(0.5).epsilon(0.05));
  CHECK(clean.metric("optimum_border") == doctest::Approx(0.5).epsilon(0.1));
  CHECK(pulled.metric("squares_border") - clean.metric("squares_border") > 0.2);
  CHECK(std::fabs(pulled.metric("optimum_border") - clean.metric("optimum_border")) < 0.02);
  CHECK(clean.metric("squares_wrong") == 0);
  CHECK(pulled.metric("squares_wrong") > 0.02);
  CHECK(pulled.metric("optimum_wrong") == 0);
}

TEST_CASE("linear-vs-logistic: the farther the outliers, the farther the boundary of least squares") {
  DemoRun run(kLinearVsLogistic);
  double before = 0;
  for (const char* distance : {"1", "2", "4", "6"}) {
    run.tune("outlier_distance", distance);
    CHECK(run.metric("squares_border") > before);
    before = run.metric("squares_border");
  }
}

TEST_CASE("linear-vs-logistic: the boundaries are known for other distances of the outliers, too") {
  DemoRun run(kLinearVsLogistic + "outlier_distance=3"), three(kLinearVsLogistic + "data=row&classes=3");
  const Plane& plane = run.panel<Plane>("borders");
  const LineLayer& squares = tests::layer_of<LineLayer>(plane, "least squares");
  const LineLayer& logistic = tests::layer_of<LineLayer>(plane, "logistic");
  CHECK(squares.x.back() == 6);
  CHECK(squares.x[6] == 3);
  CHECK(squares.y[6] == doctest::Approx(run.metric("squares_border")));
  CHECK(logistic.y[6] == doctest::Approx(run.metric("optimum_border")));
  CHECK(squares.y.back() - squares.y[4] > 0.1f);
  CHECK(std::fabs(logistic.y.back() - logistic.y[4]) < 0.02f);
  for (const Panel& panel : three.snapshot().panels) CHECK(panel.id != "borders");
}

TEST_CASE("linear-vs-logistic: least squares masks the middle one of three classes in a row, softmax does not") {
  DemoRun run(kLinearVsLogistic + "data=row&classes=3&outliers=0&noise=0.15&learning_rate=3");
  run.steps(500);
  CHECK(recognised(run, 1, 1) <= 40);
  CHECK(recognised(run, 0, 1) == 100);
  CHECK(recognised(run, 1, 2) >= 95);
}

TEST_CASE("linear-vs-logistic: gradient descent reaches the optimum that Newton's method finds") {
  for (const char* settings :
       {"lambda=0.05&learning_rate=2", "data=row&classes=3&outliers=0&lambda=0.05&learning_rate=3"}) {
    DemoRun run(kLinearVsLogistic + settings);
    CHECK(run.metric("gap") > 0.1);
    run.steps(3000);
    CHECK(run.metric("gap") >= -1e-12);
    CHECK(run.metric("gap") < 1e-9);
  }
}

TEST_CASE("linear-vs-logistic: η beyond the curvature is diagnosed, and the value offered lowers the cost") {
  DemoRun run(kLinearVsLogistic + "learning_rate=300");
  run.steps(50);
  REQUIRE(run.session().condition() == RunSession::Condition::diverged);
  CHECK(run.session().message().find("2/λ = ") != std::string::npos);
  const Tuning remedy = run.session().remedy();
  CHECK(remedy.parameter == "learning_rate");
  CHECK(remedy.value.number() < run.metric("stable_rate"));
  DemoRun mended(kLinearVsLogistic + run.remedy());
  double before = mended.metric("cost");
  for (int i = 0; i < 100; ++i) {
    mended.steps(1);
    CHECK(mended.metric("cost") <= before);
    before = mended.metric("cost");
  }
  run.session().tune(remedy);
  CHECK(run.is_ready());
}

TEST_CASE("linear-vs-logistic: a steeper sigmoid tends to the perceptron's step while its boundary stays") {
  DemoRun soft(kLinearVsLogistic), steep(kLinearVsLogistic + "steepness=100");
  soft.steps(200);
  steep.steps(200);
  CHECK(soft.metric("logistic_border") == steep.metric("logistic_border"));
  CHECK(soft.hash() == steep.hash());
  const auto unsure = [](DemoRun& run) {
    int count = 0;
    for (const PlaneLayer& layer : run.panel<Plane>("cut").layers) {
      const auto* line = std::get_if<LineLayer>(&layer);
      if (line == nullptr || line->label != "logistic") continue;
      for (const float p : line->y) count += p > 0.01f && p < 0.99f ? 1 : 0;
    }
    return count;
  };
  CHECK(unsure(soft) > 10);
  CHECK(unsure(steep) <= 2);
}

TEST_CASE("linear-vs-logistic: a hard answer names the class everywhere alike") {
  DemoRun run(kLinearVsLogistic + "answer=class");
  const auto& field = std::get<FieldLayer>(run.panel<Plane>("logistic").layers[0]);
  for (const float value : field.values) CHECK(value - std::floor(value) == doctest::Approx(0.6f));
}

TEST_CASE("linear-vs-logistic: the ends of the cut are dragged, and points are drawn into either plane") {
  DemoRun run(kLinearVsLogistic);
  const double before = run.metric("squares_border");
  run.act("plane", HandleDragged{"cut_b", 0.5f, -1.0f});
  const auto& handles = [&]() -> const HandlesLayer& {
    for (const PlaneLayer& layer : run.panel<Plane>("plane").layers)
      if (const auto* found = std::get_if<HandlesLayer>(&layer)) return *found;
    static const HandlesLayer kNone{};
    return kNone;
  }();
  REQUIRE(handles.x.size() == 2);
  CHECK(handles.x[1] == 0.5f);
  CHECK(run.metric("squares_border") == before);
  run.act("logistic", PointAdded{{0.5f, 0.5f, 1}});
  CHECK(run.metric("squares_border") != before);
  CHECK(run.snapshot().drawn_points.size() == 1);
}

TEST_CASE("linear-vs-logistic: another link with weights of its own draws about the same boundary, and tanh the same") {
  const std::string demo = "#/linear-vs-logistic?noise=0.45&outliers=10&";
  for (const std::string link : {"probit", "tanh", "arctan"}) {
    CAPTURE(link);
    DemoRun plain(demo), run(demo + "link=" + link);
    CHECK(run.metric("link_border") == doctest::Approx(plain.metric("optimum_border")).epsilon(0.15));
    const Plane& cut = run.panel<Plane>("cut");
    const LineLayer& line = tests::layer_of<LineLayer>(cut, link + " fit");
    for (const float p : line.y) CHECK((p >= 0 && p <= 1));
    run.steps(3);
    plain.steps(3);
    CHECK(run.metric("cost") == plain.metric("cost"));  // the descent does not notice
  }
}
