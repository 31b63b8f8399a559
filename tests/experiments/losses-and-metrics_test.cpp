#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;

namespace {

const std::string kLossesAndMetrics = "#/losses-and-metrics?";

double area_under(const LineLayer& line) {
  double area = 0;
  for (std::size_t k = 1; k < line.x.size(); ++k)
    area += 0.5 * static_cast<double>(line.x[k] - line.x[k - 1]) * static_cast<double>(line.y[k] + line.y[k - 1]);
  return area;
}

// Whether a point lies on a curve, within a pixel or so.
bool lies_on(const LineLayer& line, double x, double y) {
  for (std::size_t k = 1; k < line.x.size(); ++k) {
    const double x0 = line.x[k - 1], x1 = line.x[k], y0 = line.y[k - 1], y1 = line.y[k];
    const double dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy;
    const double t = length2 > 0 ? std::clamp(((x - x0) * dx + (y - y0) * dy) / length2, 0.0, 1.0) : 0;
    if (std::hypot(x0 + t * (x1 - x0) - x, y0 + t * (y1 - y0) - y) < 1e-5) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("losses-and-metrics: every cost trains a classifier that makes next to no mistakes on easy data") {
  for (const std::string loss : {"cross_entropy", "squared", "hinge"}) {
    for (const std::string data : {"blobs&noise=0.1", "blobs&classes=3&noise=0.1"}) {
      CAPTURE(loss);
      CAPTURE(data);
      DemoRun run(kLossesAndMetrics + "loss=" + loss + "&data=" + data);
      const double before = run.metric("cost");
      run.steps(1000);
      CHECK(run.metric("cost") < before);
      CHECK(run.metric("wrong") <= 0.01);
      CHECK(run.metric("auc") > 0.99);
    }
  }
}

TEST_CASE("losses-and-metrics: the AUC is the Mann-Whitney statistic and the area under the curve drawn") {
  DemoRun run(kLossesAndMetrics + "loss=hinge&lambda=1");
  run.steps(300);
  // Margins inside the picture are t·s.
  const auto& samples = layer_of<PointsLayer>(run.panel<Plane>("losses"), "samples");
  double won = 0, pairs = 0;
  for (std::size_t i = 0; i < samples.x.size(); ++i) {
    REQUIRE(std::fabs(samples.x[i]) < 3);
    for (std::size_t j = 0; j < samples.x.size(); ++j) {
      if (samples.color[i] != 1 || samples.color[j] != 0) continue;
      const float signal = samples.x[i], background = -samples.x[j];
      won += signal > background ? 1 : signal == background ? 0.5 : 0;
      ++pairs;
    }
  }
  CHECK(run.metric("auc") == doctest::Approx(won / pairs).epsilon(1e-6));
  CHECK(run.metric("auc") ==
        doctest::Approx(area_under(layer_of<LineLayer>(run.panel<Plane>("roc"), "this score"))).epsilon(1e-5));
}

TEST_CASE("losses-and-metrics: dragging the threshold moves along the ROC curve while the model stays") {
  DemoRun run(kLossesAndMetrics);
  run.steps(200);
  const double cost = run.metric("cost"), auc = run.metric("auc");
  double recall = 2, false_rate = 2;
  for (const float threshold : {0.0f, 0.25f, 0.5f, 0.75f, 1.0f}) {
    run.act("scores", HandleDragged{"threshold", threshold, 0});
    CHECK(run.metric("threshold") == threshold);
    CHECK(run.metric("recall") <= recall);
    CHECK(run.metric("false_positive_rate") <= false_rate);
    recall = run.metric("recall");
    false_rate = run.metric("false_positive_rate");
    CHECK(lies_on(layer_of<LineLayer>(run.panel<Plane>("roc"), "this score"), false_rate, recall));
    CHECK(run.metric("cost") == cost);
    CHECK(run.metric("auc") == auc);
  }
  CHECK(recall == 0);
  run.act("scores", HandleDragged{"threshold", -1, 0});
  CHECK(run.metric("recall") == 1);
  CHECK(run.metric("false_positive_rate") == 1);
}

TEST_CASE("losses-and-metrics: the confusion matrix holds what the rates are made of") {
  DemoRun run(kLossesAndMetrics);
  run.steps(100);
  const MatrixCells& cells = run.panel<MatrixCells>("confusion");
  REQUIRE(cells.values.size() == 4);
  const double tn = cells.values[0], fp = cells.values[1], fn = cells.values[2], tp = cells.values[3];
  CHECK(tn + fp + fn + tp == 300);  // half of 600 are held out
  CHECK(run.metric("recall") == doctest::Approx(tp / (tp + fn)));
  CHECK(run.metric("precision") == doctest::Approx(tp / (tp + fp)));
  CHECK(run.metric("false_positive_rate") == doctest::Approx(fp / (fp + tn)));
  CHECK(run.metric("f1") == doctest::Approx(2 * tp / (2 * tp + fp + fn)));
  CHECK(run.metric("accuracy") == doctest::Approx((tp + tn) / 300));
}

TEST_CASE("losses-and-metrics: weights make the signal rare: purity falls, efficiencies stay but for corrections") {
  const std::string weighted = kLossesAndMetrics + "weighted=true&luminosity=100&background_cross_section=50";
  DemoRun counts(kLossesAndMetrics), events(weighted);
  counts.steps(300);
  events.steps(300);
  // The training knows nothing of the weights.
  CHECK(counts.metric("cost") == events.metric("cost"));
  // Soft pairs weigh less, and they are what a cut on the score loses.
  CHECK(events.metric("recall") > counts.metric("recall") + 0.02);
  const double recall = events.metric("recall"), false_rate = events.metric("false_positive_rate");
  CHECK(events.metric("signal") == doctest::Approx(100 * recall));
  CHECK(events.metric("background") == doctest::Approx(5000 * false_rate));
  CHECK(events.metric("precision") == doctest::Approx(100 * recall / (100 * recall + 5000 * false_rate)));
  CHECK(events.metric("precision") < 0.1);
  CHECK(counts.metric("precision") > 0.5);
  const double significance = events.metric("significance"), auc = events.metric("auc");
  CHECK(significance == doctest::Approx(100 * recall / std::sqrt(100 * recall + 5000 * false_rate)));
  // Four times the luminosity is twice the significance; rates and AUC stay.
  events.tune("luminosity", "400");
  CHECK(events.metric("significance") == doctest::Approx(2 * significance));
  CHECK(events.metric("recall") == doctest::Approx(recall));
  CHECK(events.metric("auc") == doctest::Approx(auc));
  events.tune("background_cross_section", "5");
  CHECK(events.metric("recall") == doctest::Approx(recall));
  CHECK(events.metric("precision") > 0.15);
}

TEST_CASE("losses-and-metrics: no threshold is more significant than the best, and dragging there reaches it") {
  DemoRun run(kLossesAndMetrics + "weighted=true&vocabulary=particle_physics");
  run.steps(300);
  const double best = run.metric("best_significance");
  for (int i = 0; i <= 20; ++i) {
    run.act("significance", HandleDragged{"threshold", static_cast<float>(i) / 20, 0});
    if (run.metric("background_samples") >= 25) CHECK(run.metric("significance") <= best * (1 + 1e-12));
  }
  const float place = static_cast<float>(run.metric("best_threshold"));
  run.act("significance", HandleDragged{"threshold", std::nextafter(place, 0.0f) - 1e-3f, 0});
  CHECK(run.metric("significance") > 0.9 * best);
}

TEST_CASE("losses-and-metrics: judged on many fresh events, the best cut is the same for every draw of them") {
  // Held-out background events weigh 33 each: their largest significance and its cut differ from draw to draw.
  for (int seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    const std::string link =
        kLossesAndMetrics + "weighted=true&vocabulary=particle_physics&data_seed=" + std::to_string(seed);
    DemoRun few(link), many(link + "&judged=fresh");
    few.steps(300);
    many.steps(300);
    CHECK(few.metric("best_significance_error") > 0.04 * few.metric("best_significance"));
    CHECK(many.metric("best_significance_error") < 0.12 * many.metric("best_significance"));
    CHECK(many.metric("best_significance_error") < few.metric("best_significance_error"));
    CHECK(many.metric("cost") == few.metric("cost"));
    CHECK(many.metric("always_background") == doctest::Approx(50.0 / 51));
    CHECK(std::fabs(many.metric("auc") - few.metric("auc")) < 0.08);
  }
}

TEST_CASE("losses-and-metrics: more than two classes have a confusion matrix of their own") {
  DemoRun run(kLossesAndMetrics + "data=blobs&classes=3&noise=0.2");
  run.steps(400);
  const MatrixCells& cells = run.panel<MatrixCells>("classes");
  REQUIRE(cells.values.size() == 9);
  double all = 0, right = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    all += static_cast<double>(cells.values[i]);
    right += i % 4 == 0 ? static_cast<double>(cells.values[i]) : 0;
  }
  CHECK(all == 300);
  CHECK(run.metric("class_accuracy") == doctest::Approx(right / all));
  CHECK(run.metric("class_accuracy") > 0.9);
}

TEST_CASE("losses-and-metrics: the trained score beats a cut on one variable alone") {
  DemoRun run(kLossesAndMetrics + "n=1000");
  run.steps(300);
  const double together = run.metric("auc");
  run.tune("cut_on", "x1");
  CHECK(run.metric("auc") < together - 0.03);
  CHECK(run.metric("auc") >= 0.5);
  run.tune("cut_on", "x2");
  CHECK(run.metric("auc") < together - 0.03);
  CHECK(run.metric("auc") >= 0.5);
}

TEST_CASE("losses-and-metrics: each cost against the margin is as its formula says") {
  DemoRun run(kLossesAndMetrics);
  const auto at = [&](const char* label, float margin) {
    const auto& line = layer_of<LineLayer>(run.panel<Plane>("losses"), label);
    std::size_t nearest = 0;
    for (std::size_t i = 0; i < line.x.size(); ++i)
      if (std::fabs(line.x[i] - margin) < std::fabs(line.x[nearest] - margin)) nearest = i;
    return line.y[nearest];
  };
  CHECK(at("hinge", 2) == 0);
  CHECK(at("hinge", -1) == doctest::Approx(2));
  CHECK(at("squared", 2) == doctest::Approx(1));
  CHECK(at("squared", 1) == doctest::Approx(0));
  CHECK(at("cross-entropy", 0) == doctest::Approx(std::log(2.0)));
  CHECK(at("cross-entropy", 3) == doctest::Approx(std::log1p(std::exp(-3.0))));
}

TEST_CASE("losses-and-metrics: too large an η is diagnosed for squared cost, hinge has no curvature to overshoot") {
  DemoRun squared(kLossesAndMetrics + "loss=squared&learning_rate=10");
  squared.steps(100);
  CHECK(squared.session().condition() == RunSession::Condition::diverged);
  CHECK(squared.session().remedy().parameter == "learning_rate");
  DemoRun mended(kLossesAndMetrics + "loss=squared&" + squared.remedy());
  mended.steps(500);
  CHECK(mended.is_ready());
  DemoRun hinge(kLossesAndMetrics + "loss=hinge&learning_rate=2");
  hinge.steps(500);
  CHECK(hinge.is_ready());
}

TEST_CASE("losses-and-metrics: any class can be the signal") {
  DemoRun run(kLossesAndMetrics + "data=blobs&classes=4&noise=0.2");
  run.steps(500);
  for (const char* positive : {"0", "1", "2", "3", "9"}) {
    run.tune("positive", positive);
    CHECK(run.metric("auc") > 0.95);
  }
}

TEST_CASE(
    "losses-and-metrics: of two blobs the trained line is nearly the best there is, and its risk is known exactly") {
  DemoRun run(kLossesAndMetrics + "data=blobs&noise=0.4&n=1000&bayes=true");
  run.steps(500);
  const double exact = 0.5 * std::erfc(1.2 / 0.8 / std::sqrt(2.0));  // Φ(−d/2σ)
  CHECK(run.metric("bayes_risk") == doctest::Approx(exact).epsilon(0.01));
  CHECK(run.metric("expected_risk") >= run.metric("bayes_risk"));
  CHECK(run.metric("expected_risk") < 1.05 * run.metric("bayes_risk"));
  const auto& boundary = layer_of<ContourLayer>(run.panel<Plane>("plane"), "Bayes-optimal boundary");
  CHECK(boundary.levels == std::vector<float>{0});
  CHECK(run.panel<Table>("risks").rows.size() == 4);
}

TEST_CASE("losses-and-metrics: the expected risk is the error on many fresh events, and no less than the Bayes risk") {
  DemoRun run(kLossesAndMetrics + "bayes=true&judged=fresh");
  run.steps(300);
  CHECK(run.metric("bayes_risk") < run.metric("expected_risk"));
  CHECK(1 - run.metric("accuracy") == doctest::Approx(run.metric("expected_risk")).epsilon(0.05));
}

TEST_CASE("losses-and-metrics: a law that is not known is not made up, and looking at one changes no run") {
  DemoRun table(kLossesAndMetrics + "data=iris&bayes=true"), plain(kLossesAndMetrics + "data=iris");
  for (DemoRun* run : {&table, &plain}) run->steps(20);
  CHECK(std::isnan(table.metric("bayes_risk")));
  CHECK(table.panel<Table>("risks").rows.size() == 3);
  CHECK(table.hash() == plain.hash());
  DemoRun components(kLossesAndMetrics + "plane=principal&bayes=true");
  CHECK(std::isnan(components.metric("bayes_risk")));
}

TEST_CASE("losses-and-metrics: every kind of generated examples has a law, whatever the plane and the classes") {
  for (const std::string settings : {"data=spirals&noise=0", "data=circles", "data=xnor", "data=row&classes=5",
                                     "data=blobs&classes=4", "data=moons", "x_column=3&y_column=4", "noise=0"}) {
    CAPTURE(settings);
    DemoRun run(kLossesAndMetrics + settings + "&bayes=true");
    run.steps(3);
    CHECK(run.metric("bayes_risk") >= 0);
    CHECK(run.metric("expected_risk") >= run.metric("bayes_risk") - 1e-9);
  }
}

TEST_CASE("losses-and-metrics: cross-entropy learns probabilities that come true, hinge scores do not") {
  DemoRun entropy(kLossesAndMetrics + "calibration=true&judged=fresh"),
      hinge(kLossesAndMetrics + "calibration=true&judged=fresh&loss=hinge");
  for (DemoRun* run : {&entropy, &hinge}) run->steps(300);
  CHECK(entropy.metric("calibration_error") < 0.06);
  CHECK(hinge.metric("calibration_error") > entropy.metric("calibration_error"));
  const auto color = [&](const char* label) {
    return layer_of<LineLayer>(entropy.panel<Plane>("calibration"), label).color;
  };
  CHECK(color("training data") != color("fresh events"));
  CHECK(color("as predicted") != color("fresh events"));
}
