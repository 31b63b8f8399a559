#include <algorithm>
#include <cmath>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

std::string link(const std::string& query) { return "#/k-means?" + query; }

double at_rest(const std::string& query, const char* metric) {
  DemoRun run(link(query));
  run.steps(400);
  CHECK(run.metric("at_rest") == 1);
  return run.metric(metric);
}

}  // namespace

TEST_CASE("k-means: no half-step raises the cost, and the run comes to rest") {
  for (const char* query : {"seed=6", "data=scooters&distance=manhattan&clusters=6", "data=states&clusters=3"}) {
    DemoRun run(link(query));
    double before = 1e300;
    for (int step = 0; step < 80 && run.metric("at_rest") == 0; ++step) {
      run.steps(1);
      CHECK(run.metric("distortion") <= before * (1 + 1e-9));
      before = run.metric("distortion");
    }
    CHECK(run.metric("at_rest") == 1);
    CHECK(run.metric("changed") == 0);
  }
}

TEST_CASE("k-means: some starts end in a worse minimum, fewer of those that k-means++ draws") {
  CHECK(at_rest("seed=6", "distortion") > 2 * at_rest("seed=1", "distortion"));
  for (const int seed : {1, 2, 3, 4, 5}) {
    DemoRun run(link("starts=200&seed=" + std::to_string(seed)));
    run.steps(200);
    CHECK(run.metric("random_share") < 70);
    CHECK(run.metric("plus_plus_share") > run.metric("random_share"));
  }
}

TEST_CASE("k-means: the silhouette is largest at the true number of blobs") {
  DemoRun run("#/k-means");
  run.steps(60);
  for (const int k : {2, 3, 4, 6}) CHECK(run.metric("silhouette_5") > run.metric("silhouette_" + std::to_string(k)));
}

TEST_CASE("k-means: unequal variances, stretched and ring-shaped groups are not found") {
  CHECK(at_rest("data=unequal&clusters=3", "nmi") < 0.8);
  CHECK(at_rest("data=stretched&clusters=3", "nmi") < 0.5);
  CHECK(at_rest("data=circles&clusters=2", "nmi") < 0.1);
}

TEST_CASE("k-means: the fidelity finds states of a qubit that amplitudes do not show") {
  CHECK(at_rest("data=states&clusters=3", "nmi") > 0.95);
  CHECK(at_rest("data=states&clusters=3&state_distance=amplitudes", "nmi") < 0.1);
}

TEST_CASE("k-means: which features of potatoes are measured decides which groups there are") {
  CHECK(at_rest("data=potatoes&clusters=4&potato_features=colour_shape", "nmi") > 0.95);
  CHECK(at_rest("data=potatoes&clusters=4&potato_features=colour_size", "nmi") < 0.7);
}

TEST_CASE("k-means: mini-batches come close to the cost of all samples") {
  DemoRun batches(link("samples_a_step=mini_batch"));
  batches.steps(1000);
  CHECK(batches.metric("at_rest") == 1);
  CHECK(batches.metric("distortion") < 1.1 * at_rest("seed=1", "distortion"));
}

TEST_CASE("k-means: a dragged centre and an added sample change the run; the cell of the sample is known at once") {
  DemoRun run("#/k-means");
  run.steps(20);
  const double rest = run.metric("distortion");
  run.act("plane", HandleDragged{"1", 1.2f, 1.2f});
  CHECK(run.metric("distortion") > rest);
  CHECK(run.metric("at_rest") == 0);
  run.act("plane", PointAdded{{0.5f, 0.5f, 0}});
  CHECK(run.snapshot().drawn_points.size() == 1);
  CHECK(run.panel<Table>("clusters").rows.size() == 5);
  DemoRun empty("#/k-means?data=drawn");
  empty.steps(3);
  empty.act("plane", PointAdded{{0.5f, 0.5f, 0}});
  empty.steps(1);
  CHECK(empty.metric("distortion") == 0);
}

TEST_CASE("k-means: a run that stops below a gain is short of the minimum by little, and earlier") {
  DemoRun whole(link("n=1000&data=uniform&clusters=8")), early(link("n=1000&data=uniform&clusters=8&least_gain=0.01"));
  whole.steps(400);
  early.steps(400);
  CHECK(early.metric("at_rest") == 1);
  CHECK(early.metric("half_steps") < whole.metric("half_steps"));
  CHECK(early.metric("distortion") > whole.metric("distortion"));
  CHECK(early.metric("distortion") < 1.1 * whole.metric("distortion"));
  // A threshold of 0 asks for nothing: the run is that of before.
  DemoRun zero(link("least_gain=0")), plain(link(""));
  zero.steps(30);
  plain.steps(30);
  CHECK(zero.hash() == plain.hash());
}

TEST_CASE("k-means: the units of customers decide unless they are divided by the standard deviation") {
  CHECK(at_rest("data=customers&clusters=4&start=plus_plus", "nmi") > 0.9);
  CHECK(at_rest("data=customers&clusters=4&start=plus_plus&standardise=false", "nmi") < 0.85);
}

TEST_CASE("k-means: three clusters of Ising states are the two ordered phases and the disordered one") {
  for (const int seed : {1, 2, 3})
    CHECK(at_rest("data=ising&clusters=3&start=plus_plus&data_seed=" + std::to_string(seed), "nmi") > 0.75);
}

TEST_CASE(
    "k-means: with all three features potatoes fall into eight heaps, and four clusters pair them as the start wants") {
  CHECK(at_rest("data=potatoes&potato_features=all&clusters=8&start=plus_plus&seed=2", "silhouette_6") > 0.3);
  double least = 1, most = 0;
  for (const int seed : {1, 2, 3, 4, 5, 6, 7, 8}) {
    const double nmi = at_rest("data=potatoes&potato_features=all&clusters=4&seed=" + std::to_string(seed), "nmi");
    least = std::min(least, nmi);
    most = std::max(most, nmi);
  }
  CHECK(most > 0.9);
  CHECK(least < 0.7);
  DemoRun run(link("data=potatoes&potato_features=all&clusters=4"));
  run.steps(10);
  CHECK(run.panel<Cloud>("cloud").xyz.size() == 900);
  run.act("plane", HandleDragged{"1", 50, 1.5f});  // a centre keeps its third feature
  CHECK(std::isfinite(run.metric("distortion")));
}
