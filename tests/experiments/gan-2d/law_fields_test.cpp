#include "core/experiments/gan-2d/law_fields.h"

#include <doctest/doctest.h>

#include "core/experiments/gan-2d/training_moments.h"
#include "tests/unit/matrices.h"

using namespace lectern;

TEST_CASE("the field of a divergence integrates to the divergence of two Gaussians, and the best judge is p/(p + q)") {
  const PlanarGrid grid{80, 80, {-2, 2}, {-2, 2}};
  const Matrix<float> data = tests::points({{0, 0}}), samples = tests::points({{0.5f, 0}});
  const LawFields laws(grid, data, samples, 0.25);
  std::vector<float> values;
  for (GanBackground direction : {GanBackground::data_model, GanBackground::model_data}) {
    laws.write(direction, values);
    double integral = 0;
    for (float value : values) integral += static_cast<double>(value) * 0.05 * 0.05;
    CHECK(integral == doctest::Approx(0.5 * 0.5 / (2 * 0.25 * 0.25)).epsilon(1e-3));  // d²/2h²
  }
  laws.write(GanBackground::best, values);
  const auto at = [&](int col) { return values[static_cast<std::size_t>(40 * 80 + col)]; };
  CHECK(at(5) > 0.99f);
  CHECK(at(70) < 0.01f);
  CHECK(at(44) + at(45) == doctest::Approx(1).epsilon(1e-3));  // beside the middle, x = 1/4
}

TEST_CASE("where neither law puts anything the judge is undecided and no divergence arises") {
  const PlanarGrid grid{1, 1, {90, 91}, {90, 91}};
  const LawFields laws(grid, tests::points({{0, 0}}), tests::points({{1, 0}}), 0.1);
  std::vector<float> values;
  laws.write(GanBackground::best, values);
  CHECK(values[0] == 0.5f);
  laws.write(GanBackground::data_model, values);
  CHECK(values[0] == 0);
}

TEST_CASE("the start and the last three of the rounds 25, 100, 400, 1600 … are kept") {
  TrainingMoments moments;
  const Matrix<float> samples = tests::points({{0, 0}, {1, 0}});
  std::vector<std::uint64_t> recorded;
  for (std::uint64_t round = 0; round <= 7000; ++round)
    if (TrainingMoments::is_due(round)) {
      recorded.push_back(round);
      moments.record(round, samples, std::vector<float>(16, 0.5f));
    }
  CHECK(recorded == std::vector<std::uint64_t>{0, 25, 100, 400, 1600, 6400});
  Snapshot snapshot;
  moments.describe(snapshot, {4, 4, {-1, 1}, {-1, 1}}, samples, 0.1, "D(x)", {0, 1});
  const Images& images = std::get<Images>(snapshot.panels[0].content);
  REQUIRE(images.tiles.size() == 12);
  CHECK(images.tiles[0].label == "start");
  CHECK(images.tiles[1].label == "round 400");
  CHECK(images.tiles[3].label == "round 6400");
  for (float value : images.tiles[8].values) CHECK(value == 0.5f);  // of equal laws nobody can tell them apart
}
