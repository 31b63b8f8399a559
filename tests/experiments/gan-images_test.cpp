#include <algorithm>
#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kDemo = "#/gan-images?";

}  // namespace

TEST_CASE("gan-images: a fixed reader reads most samples as the digit asked for, of all ten classes") {
  for (const std::string seed : {"seed=1", "seed=2"}) {
    CAPTURE(seed);
    DemoRun run(kDemo + seed);
    CHECK(run.metric("readable") < 0.2);
    run.steps(600);
    CHECK(run.metric("as_asked") > 0.75);
    CHECK(run.metric("classes_covered") == 10);
    CHECK(run.metric("held_out_readable") > 0.8);
    CHECK(run.metric("nearest_ratio") > 1);  // not learned by heart
  }
}

TEST_CASE("gan-images: without being asked for a class fewer samples are read and some digits are missing") {
  DemoRun asked(kDemo), free(kDemo + "conditional=false");
  for (DemoRun* run : {&asked, &free}) run->steps(400);
  CHECK(free.metric("readable") < asked.metric("readable") - 0.2);
  CHECK(free.metric("classes_covered") < 10);
  CHECK(std::isnan(free.metric("as_asked")));
}

TEST_CASE("gan-images: Ising states come near the magnetisation and energy of Metropolis states") {
  DemoRun run(kDemo + "data=ising&generator_loss=least_squares&n=1000");
  const double at_start = run.metric("magnetisation_error"), energy_at_start = run.metric("energy_error");
  run.steps(500);
  CHECK(run.metric("magnetisation_error") < 0.5 * at_start);
  CHECK(run.metric("energy_error") < 0.5 * energy_at_start);
}

TEST_CASE("gan-images: a handle walks through the noise, and a sample that is tapped becomes A") {
  DemoRun run(kDemo);
  run.steps(5);
  const std::uint64_t hash = run.hash();
  const auto first_walk = run.panel<Images>("walk").tiles[0].values;
  run.act("noise", HandleDragged{"place", 1.0f, 0.0f});
  const auto& walk = run.panel<Images>("walk");
  CHECK(walk.tiles[0].values != first_walk);
  // At A the handle's picture is the first of the walk from A to B.
  const auto at_a = std::find_if(walk.tiles.begin(), walk.tiles.end(), [](const Tile& tile) { return tile.row == 1; });
  REQUIRE(at_a != walk.tiles.end());
  CHECK(walk.tiles[0].values == at_a->values);
  CHECK(run.hash() == hash);  // looked at, not learned
  run.tune("sample", "25");
  CHECK(run.metric("opinion_on_data") > 0);
}

TEST_CASE("gan-images: showers get their mean energy, and not their resolution") {
  DemoRun run(kDemo + "data=showers&batch_norm=false&n=1000");
  run.steps(600);
  CHECK(run.metric("sum_error") < 0.4);
  CHECK(run.metric("resolution_error") > 0.5);
}
