#include <algorithm>
#include <cmath>
#include <string>
#include <variant>
#include <vector>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("anomaly-detection: scattered outliers are found by every scorer that judges by neighbours or density") {
  for (const char* data : {"clouds", "moons", "rings"}) {
    CAPTURE(data);
    DemoRun run(std::string("#/anomaly-detection?data=") + data);
    run.steps(120);
    for (const char* scorer : {"mixture", "kde", "neighbours", "rbm", "forest"}) {
      CAPTURE(scorer);
      CHECK(run.metric(std::string("auc_") + scorer) > 0.97);
    }
  }
}

TEST_CASE("anomaly-detection: a clump of outliers hides from fewer neighbours than it has members") {
  DemoRun run("#/anomaly-detection?anomaly_kind=clump&scorer=neighbours");
  CHECK(run.metric("anomalies_found") == 0);
  run.tune("k", "25");
  CHECK(run.metric("anomalies_found") > 5);
  CHECK(run.metric("auc") > 0.95);
  run.tune("k", "10");
  CHECK(run.metric("anomalies_found") == 0);
}

TEST_CASE("anomaly-detection: an autoencoder trained long enough restores the anomalies as well") {
  DemoRun run("#/anomaly-detection?anomaly_kind=clump&scorer=autoencoder");
  run.steps(5);
  const double early = run.metric("auc");
  run.steps(115);
  CHECK(run.metric("auc") < early - 0.2);
}

TEST_CASE("anomaly-detection: more columns of a card payment find more frauds") {
  for (const int seed : {1, 2, 3}) {
    CAPTURE(seed);
    const std::string link = "#/anomaly-detection?data=fraud&data_seed=" + std::to_string(seed) + "&columns=";
    DemoRun one(link + "1"), four(link + "4");
    one.steps(100);
    four.steps(100);
    CHECK(one.metric("auc_forest") < 0.9);
    CHECK(four.metric("auc_forest") > 0.98);
    CHECK(four.metric("auc_neighbours") > one.metric("auc_neighbours") + 0.1);
  }
}

TEST_CASE("anomaly-detection: the shop is a fifth column, and the others are what they were without it") {
  DemoRun four("#/anomaly-detection?data=fraud"), five("#/anomaly-detection?data=fraud&columns=5");
  const auto payments = [](DemoRun& run) {
    std::vector<float> places;
    for (const PlaneLayer& layer : run.panel<Plane>("plane").layers)
      if (const auto* points = std::get_if<PointsLayer>(&layer); points != nullptr && points->label == "normal")
        places = points->x;
    return places;
  };
  CHECK(payments(four).size() > 300);
  CHECK(payments(four) == payments(five));
  five.steps(120);
  CHECK(five.metric("auc_forest") > 0.98);
  CHECK(five.metric("auc_neighbours") > 0.98);
}

TEST_CASE("anomaly-detection: costs add missed frauds and false alarms") {
  DemoRun run("#/anomaly-detection?data=clouds&scorer=kde&alarms=0&alarm_price=7");
  run.steps(3);
  CHECK(run.metric("cost_now") == 1200);  // twelve missed, 100 € each
  CHECK(run.metric("cost_without") == 1200);
  for (const char* alarms : {"2", "5", "30"}) {
    run.tune("alarms", alarms);
    CHECK(run.metric("anomalies_found") + run.metric("false_alarms") == run.metric("raised"));
    CHECK(run.metric("cost_now") == 100 * (12 - run.metric("anomalies_found")) + 7 * run.metric("false_alarms"));
    CHECK(run.metric("cheapest") <= run.metric("cost_now"));
  }
}

TEST_CASE("anomaly-detection: a planted outlier far from all others is the oddest point of all") {
  DemoRun run("#/anomaly-detection?data=moons&anomalies=0&alarms=0.3&scorer=neighbours");
  CHECK(std::isnan(run.metric("auc")));
  run.act("plane", PointAdded{{-3, -3, 1}});
  run.steps(40);
  CHECK(run.metric("raised") == 1);
  CHECK(run.metric("anomalies_found") == 1);
  for (const char* scorer : {"kde", "neighbours", "forest", "mixture"})
    CHECK(run.metric(std::string("auc_") + scorer) > 0.99);
}
