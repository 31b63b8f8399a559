#include <algorithm>
#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kGanImages = "#/gan-images?";

}  // namespace

TEST_CASE("gan-images: a fixed reader reads most samples as the digit asked for, of all ten classes") {
  DemoRun run(kGanImages + "seed=2");
  CHECK(run.metric("readable") < 0.2);
  run.steps(250);
  CHECK(run.metric("as_asked") > 0.65);
  CHECK(run.metric("classes_covered") >= 9);
  CHECK(run.metric("held_out_readable") > 0.65);
  CHECK(run.metric("nearest_ratio") > 1);  // not learned by heart
}

TEST_CASE("gan-images: without being asked for a class some digits are missing") {
  DemoRun free(kGanImages + "conditional=false");
  free.steps(200);
  CHECK(free.metric("readable") < 0.7);
  CHECK(free.metric("classes_covered") < 10);
  CHECK(std::isnan(free.metric("as_asked")));
}

TEST_CASE("gan-images: Ising states come near the magnetisation of Metropolis states, and vary too little") {
  DemoRun run(kGanImages + "data=ising&generator_loss=least_squares&filters=8&batch_size=16&n=600&generator_rate=0.002"
                           "&discriminator_rate=0.002");
  const double at_start = run.metric("magnetisation_error");
  run.steps(800);
  CHECK(run.metric("magnetisation_error") < 0.5 * at_start);
  CHECK(run.metric("spread") < 0.7);
}

TEST_CASE("gan-images: a handle walks through the noise, and a sample that is tapped becomes A") {
  DemoRun run(kGanImages);
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
  DemoRun run(kGanImages + "data=showers&batch_norm=false&filters=8&batch_size=16&n=600&generator_rate=0.002"
                           "&discriminator_rate=0.002");
  run.steps(500);
  CHECK(run.metric("sum_error") < 0.4);
  CHECK(run.metric("resolution_error") > 0.5);
}
