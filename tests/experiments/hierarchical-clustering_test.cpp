#include <cmath>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

double in_the_end(const std::string& query, const char* metric) {
  DemoRun run("#/hierarchical-clustering?" + query);
  run.steps(2000);
  return run.metric(metric);
}

}  // namespace

TEST_CASE("hierarchical-clustering: one merge a step, until one cluster is left") {
  DemoRun run("#/hierarchical-clustering");
  CHECK(run.metric("left") == 60);
  run.steps(10);
  CHECK(run.metric("left") == 50);
  run.steps(100);
  CHECK(run.metric("left") == 1);
  CHECK(run.session().condition() == RunSession::Condition::finished);
  CHECK(run.metric("nmi") == 1);
  CHECK(run.metric("largest_gap") == 4);
}

TEST_CASE("hierarchical-clustering: single linkage follows moons and circles, the others do not") {
  for (const char* query : {"data=moons&n=200&clusters=2", "data=circles&n=300&clusters=2"}) {
    CAPTURE(query);
    CHECK(in_the_end(query, "nmi_single") == 1);
    for (const char* other : {"nmi_complete", "nmi_average", "nmi_ward"}) CHECK(in_the_end(query, other) < 0.7);
  }
}

TEST_CASE("hierarchical-clustering: a bridge of samples joins blobs by single linkage alone") {
  const char* touching = "n=300&groups=3&clusters=3&spread=0.22&data_seed=3";
  CHECK(in_the_end(touching, "nmi_single") < 0.5);
  CHECK(in_the_end(touching, "nmi_ward") > 0.8);
}

TEST_CASE("hierarchical-clustering: merging the cells of k-means finds moons from far fewer distances") {
  const std::string moons = "data=moons&n=1000&clusters=2&spread=0.12";
  CHECK(in_the_end(moons + "&cells_first=true&cells=40", "nmi") == 1);
  CHECK(in_the_end(moons + "&cells_first=true&cells=40", "pairs") == 780);
  CHECK(in_the_end(moons, "pairs") == 499500);
}

TEST_CASE("hierarchical-clustering: the cut is dragged to a height and set as a number") {
  DemoRun run("#/hierarchical-clustering");
  run.steps(59);
  run.act("dendrogram", HandleDragged{"cut", 60, 10});
  CHECK(run.metric("at_cut") == 1);
  run.act("dendrogram", HandleDragged{"cut", 60, 0.001f});
  CHECK(run.metric("at_cut") > 50);
}

TEST_CASE("hierarchical-clustering: two quarks make two jets with every algorithm") {
  for (const char* algorithm : {"kt", "cambridge_aachen", "anti_kt"})
    for (const int seed : {1, 2, 3}) {
      CAPTURE(algorithm);
      CAPTURE(seed);
      const std::string query =
          std::string("data=particles&data_seed=") + std::to_string(seed) + "&algorithm=" + algorithm;
      CHECK(in_the_end(query, "jets") == 2);
      CHECK(in_the_end(query, "hardest_pt") == doctest::Approx(100).epsilon(0.15));
    }
}

TEST_CASE("hierarchical-clustering: areas of anti-kT jets are disks, those of kT are not") {
  double anti_kt = 0, kt = 0;
  for (int seed = 1; seed <= 6; ++seed) {
    const std::string query = "data=particles&data_seed=" + std::to_string(seed);
    const double area = in_the_end(query, "area");
    CHECK(area == doctest::Approx(1).epsilon(0.12));
    anti_kt += std::fabs(area - 1);
    kt += std::fabs(in_the_end(query + "&algorithm=kt", "area") - 1);
  }
  CHECK(kt > 2 * anti_kt);
}

TEST_CASE("hierarchical-clustering: a wide jet holds both quarks of a W boson and has its mass") {
  for (const int seed : {1, 2, 3}) {
    const std::string query = "data=particles&event=w_boson&soft=0&data_seed=" + std::to_string(seed);
    CHECK(in_the_end(query + "&radius=1", "largest_mass") == doctest::Approx(82).epsilon(0.2));
    CHECK(in_the_end(query + "&radius=0.3", "largest_mass") < 50);
  }
}

TEST_CASE("hierarchical-clustering: a soft particle added changes no anti-kT jet by much") {
  DemoRun run("#/hierarchical-clustering?data=particles");
  run.steps(500);
  const double before = run.metric("hardest_pt");
  run.act("plane", PointAdded{{0.5f, -0.8f, 0}});
  run.steps(10);
  CHECK(run.metric("jets") == 2);
  CHECK(run.metric("hardest_pt") == doctest::Approx(before).epsilon(0.02));
  run.act("plane", PointAdded{{2.5f, 0.5f, 2}});
  CHECK(run.metric("jets") == 3);
}

TEST_CASE("hierarchical-clustering: the table of three rules says what each of them says by itself") {
  DemoRun run("#/hierarchical-clustering?data=particles");
  run.steps(10);
  CHECK(std::isnan(run.metric("area_kt")));  // areas come in the end
  run.steps(400);
  CHECK(run.panel<Table>("algorithms").rows.size() == 3);
  for (const char* rule : {"anti_kt", "cambridge_aachen", "kt"}) {
    DemoRun alone(std::string("#/hierarchical-clustering?data=particles&algorithm=") + rule);
    alone.steps(400);
    CHECK(alone.metric("area") == run.metric(std::string("area_") + rule));
  }
}
