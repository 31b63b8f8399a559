#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("neighbour-embedding: digits keep their neighbours far better than with principal components") {
  DemoRun run("#/neighbour-embedding?n=400");
  run.steps(700);
  CHECK(run.metric("kept") > 1.5 * run.metric("kept_linear"));
  CHECK(run.metric("alike") > 85);
  CHECK(run.metric("alike_linear") < 75);
}

TEST_CASE("neighbour-embedding: Barnes and Hut's sums reach the cost of the exact ones within some per cent") {
  DemoRun exact("#/neighbour-embedding?n=300&perplexity=10"),
      near("#/neighbour-embedding?n=300&perplexity=10&barnes_hut=true");
  exact.steps(1100);
  near.steps(1100);
  CHECK(near.metric("approximate") == 1);
  CHECK(exact.metric("approximate") == 0);
  CHECK(near.metric("iteration") == 1000);
  CHECK(near.metric("divergence") == doctest::Approx(exact.metric("divergence")).epsilon(0.08));
}

TEST_CASE("neighbour-embedding: sizes and distances of clusters in the picture are not those of the data") {
  DemoRun run("#/neighbour-embedding?data=clusters&n=300");
  run.steps(1100);
  CHECK(run.metric("wider") > 8);
  CHECK(run.metric("wider_seen") < 3);
  CHECK(run.metric("farther") > 4);
  CHECK(run.metric("farther_seen") < 3);
}

TEST_CASE("neighbour-embedding: a tap marks the nearest point, before there are points it means nothing") {
  DemoRun run("#/neighbour-embedding?n=100");
  run.act("plane", LatentPicked{0, 0});
  CHECK(run.session().plan().events.empty());
  run.steps(200);
  run.act("plane", LatentPicked{3, 2});
  CHECK(run.panel<Images>("picked").tiles.size() == 8);
}

TEST_CASE("neighbour-embedding: Ising states are sampled, then embedded") {
  DemoRun run("#/neighbour-embedding?data=ising&n=160&sweeps=5&perplexity=10");
  run.steps(10);
  CHECK(run.metric("rows") == 160);
  run.steps(400);
  CHECK(run.metric("iteration") > 300);
  CHECK(std::isfinite(run.metric("divergence")));
}

TEST_CASE("neighbour-embedding: states that are alike do not count in the intrinsic dimension") {
  DemoRun run("#/neighbour-embedding?data=ising&n=320&components_first=true");
  run.steps(70);
  CHECK(run.metric("intrinsic_dimension") > 2);
  CHECK(run.metric("intrinsic_dimension") < 8);
}

TEST_CASE("neighbour-embedding: distances to the two nearest rows tell how many coordinates the rows have") {
  const auto dimension = [](const std::string& data) {
    DemoRun run("#/neighbour-embedding?n=1000&noise=0&data=" + data);
    CHECK(std::isnan(run.metric("intrinsic_dimension")));
    run.steps(20);
    return run.metric("intrinsic_dimension");
  };
  CHECK(dimension("plane") == doctest::Approx(1).epsilon(0.1));
  CHECK(dimension("rings") == doctest::Approx(1).epsilon(0.1));
  CHECK(dimension("swiss") == doctest::Approx(2).epsilon(0.1));
  CHECK(dimension("clusters") > 6);
}

TEST_CASE("neighbour-embedding: the crowding problem in numbers") {
  DemoRun run("#/neighbour-embedding?n=100&dimension=10");
  CHECK(run.metric("equidistant") == 11);
  CHECK(run.metric("inner") == doctest::Approx(100.0 / 1024));
  const Table& room = run.panel<Table>("room");
  CHECK(room.rows[0].cells[1] == "11");
  CHECK(room.rows[0].cells[2] == "3");
  CHECK(room.rows[1].cells[2] == "25 %");
}
