#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("the pictures rest while the network learns, and the network rests while the pictures climb") {
  DemoRun run("#/dreaming-networks?training=60");
  const std::vector<float> noise = run.panel<Images>("dreams").tiles[0].values;
  run.steps(60);
  CHECK(run.panel<Images>("dreams").tiles[0].values == noise);
  const double accuracy = run.metric("validation_accuracy"), before = run.metric("excitation");
  run.steps(40);
  CHECK(run.metric("validation_accuracy") == accuracy);
  CHECK(run.metric("training_updates") == 60);
  CHECK(run.metric("dream_steps") == 40);
  CHECK(run.metric("excitation") > before);
}

TEST_CASE("dreams of a trained network are read as their classes, those of an untrained one resemble no digit") {
  DemoRun trained("#/dreaming-networks"), untrained("#/dreaming-networks?training=0");
  trained.steps(510);
  untrained.steps(60);
  CHECK(trained.metric("read") >= 9);
  CHECK(trained.metric("likeness") > untrained.metric("likeness") + 0.2);
}

TEST_CASE("each regulariser makes the pictures smoother") {
  const auto roughness = [](const std::string& link) {
    DemoRun run("#/dreaming-networks?training=60&ink_penalty=0&" + link);
    run.steps(100);
    return run.metric("roughness");
  };
  const double free = roughness("roughness_penalty=0&jitter=0");
  CHECK(roughness("roughness_penalty=0.3&jitter=0") < 0.7 * free);
  CHECK(roughness("roughness_penalty=0&jitter=1") < free);
}

TEST_CASE("a digit is fooled by a small change in one direction, and by none of 64 random ones as large") {
  DemoRun run("#/dreaming-networks");
  run.steps(500);
  CHECK(run.metric("predicted") == run.metric("digit"));
  CHECK(run.metric("attacked_class") != run.metric("digit"));
  CHECK(run.metric("attack_size") < 0.1);
  CHECK(run.metric("fooled_by_noise") == 0);
}

TEST_CASE("another digit is attacked as far as the steps so far lead, and going back to the first changes nothing") {
  DemoRun run("#/dreaming-networks?training=100");
  run.steps(103);
  const double size = run.metric("attack_size");
  run.tune("image", "5");
  CHECK(run.metric("attack_size") > 0);
  run.tune("image", "13");
  CHECK(run.metric("attack_size") == size);
}

TEST_CASE("the square is laid where a pixel is tapped, and taken off again") {
  DemoRun run("#/dreaming-networks?training=100&patch=3");
  run.steps(100);
  const std::vector<float> digit = run.panel<Images>("reasons").tiles[0].values;
  run.tune("covered", "27");
  const Tile& tile = run.panel<Images>("reasons").tiles[0];
  CHECK(tile.mark.row == 2);
  CHECK(tile.mark.column == 2);
  CHECK(tile.values != digit);
  CHECK(tile.label.starts_with("covered: read as "));
  CHECK(tile.values[std::size_t{3} * (3 * 8 + 3)] == 1);  // paper
  run.tune("covered", "-1");
  CHECK(run.panel<Images>("reasons").tiles[0].values == digit);
}

TEST_CASE("the row of the classes stands first, and every filter has its picture") {
  DemoRun run("#/dreaming-networks?channels=3,5");
  const auto& dreams = run.panel<Images>("dreams");
  REQUIRE(dreams.tiles.size() == 10 + 5 + 3);
  CHECK(dreams.tiles[0].pick == 3 + 5);
  CHECK(dreams.tiles[10].pick == 3);
}

TEST_CASE("a dream that begins with a digit starts as it, keeps its likeness, and begins anew with another") {
  DemoRun run("#/dreaming-networks?training=100&dreams_from=digit");
  run.steps(100);
  const auto pictures = [&] { return run.panel<Images>("dreams").tiles; };
  for (const Tile& tile : pictures()) CHECK(tile.values == pictures()[0].values);
  CHECK(run.metric("start_likeness") == doctest::Approx(1));
  run.steps(20);
  CHECK(pictures()[0].values != pictures()[1].values);
  DemoRun noise("#/dreaming-networks?training=100");
  noise.steps(120);
  CHECK(run.metric("start_likeness") > noise.metric("start_likeness") + 0.2);
  run.tune("image", "5");
  CHECK(run.metric("start_likeness") == doctest::Approx(1));
}
