#include <algorithm>
#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("density-clustering: each method solves the sets that share its idea of a cluster, and none solves all") {
  for (const int seed : {1, 2, 4}) {
    CAPTURE(seed);
    const std::string number = std::to_string(seed);
    DemoRun run("#/density-clustering?data_seed=" + number + "&seed=" + number);
    run.steps(200);
    for (const char* shape : {"circles", "moons"}) {
      for (const char* method : {"single", "dbscan"}) CHECK(run.metric(std::string(shape) + "_" + method) > 0.95);
      for (const char* method : {"kmeans", "mixture", "affinity"})
        CHECK(run.metric(std::string(shape) + "_" + method) < 0.8);
    }
    for (const char* method :
         {"kmeans", "ward", "average", "complete", "single", "mixture", "mean_shift", "dbscan", "affinity"}) {
      CAPTURE(method);
      CHECK(run.metric(std::string("blobs_") + method) > 0.95);
      CHECK(run.metric(std::string("solved_") + method) < 5);
    }
    CHECK(run.metric("varied_mixture") > run.metric("varied_kmeans"));
    CHECK(run.metric("none_kmeans") == 3);
    CHECK(run.metric("none_dbscan") <= 2);
  }
}

TEST_CASE("density-clustering: the likelihood of the mixture never falls") {
  DemoRun run("#/density-clustering?clustering=mixture&data=anisotropic");
  double before = run.metric("log_likelihood");
  for (int step = 0; step < 40; ++step) {
    run.steps(1);
    CHECK(run.metric("log_likelihood") >= before - 1e-9 * std::fabs(before));
    before = run.metric("log_likelihood");
  }
}

TEST_CASE("density-clustering: the lowest BIC of the equal clouds is at three Gaussians") {
  DemoRun run("#/density-clustering?clustering=mixture&data=blobs");
  run.steps(120);
  CHECK(run.metric("best_k") == 3);
}

TEST_CASE("density-clustering: a live setting changes its own method alone, at once") {
  DemoRun run("#/density-clustering");
  run.steps(60);
  const double shift = run.metric("moons_mean_shift");
  CHECK(run.metric("found") == 2);
  run.tune("eps", "0.1");
  CHECK(run.metric("found") > 5);
  CHECK(run.metric("moons_mean_shift") == shift);
  run.tune("eps", "0.4");
  CHECK(run.metric("found") == 2);
}

TEST_CASE("density-clustering: points drawn join the set shown, and alone make a column of their own") {
  DemoRun run("#/density-clustering?data=drawn&tell_k=false&min_samples=3");
  CHECK(run.metric("found") != run.metric("found"));
  for (const float x : {-2.0f, 2.0f})
    for (int i = 0; i < 6; ++i) run.act("plane", PointAdded{{x, 0.2f * static_cast<float>(i), 0}});
  run.steps(30);
  CHECK(run.metric("found") == 2);
  CHECK(run.panel<Plane>("grid").x.names.size() == 7);
  DemoRun joined("#/density-clustering?data=blobs");
  joined.act("plane", PointAdded{{3, 3, 0}});
  joined.steps(60);
  CHECK(joined.metric("noise_points") >= 1);
}

TEST_CASE("density-clustering: ten times as many points cost affinity propagation a hundred times as much") {
  DemoRun few("#/density-clustering?n=30"), many("#/density-clustering?n=300");
  few.steps(250);
  many.steps(250);
  const double messages = many.metric("work_affinity") / few.metric("work_affinity");
  CHECK(messages > 60);
  CHECK(messages < 160);
  CHECK(many.metric("work_kmeans") / few.metric("work_kmeans") < 40);
  CHECK(many.metric("work_affinity") > 400 * many.metric("work_kmeans"));
}

TEST_CASE("density-clustering: the sweep of DBSCAN ends in one cluster or in noise, with a place between that fits") {
  DemoRun run("#/density-clustering?data=varied&clustering=dbscan");
  run.steps(250);
  const auto& sweep = run.panel<MatrixCells>("sweep");
  REQUIRE(sweep.cols == 10);
  REQUIRE(sweep.rows == 6);
  CHECK(sweep.col_labels.front() == "0.01");
  CHECK(sweep.col_labels.back() == "10");
  CHECK(sweep.row_labels.back() == "100");
  for (int row = 0; row < 6; ++row) CHECK(sweep.values[static_cast<std::size_t>(row * 10 + 9)] == 0);
  CHECK(run.metric("best_swept") > 0.95);
}
