#include "core/ml/generative/mode_coverage.h"

#include <doctest/doctest.h>

#include <array>
#include <limits>

#include "tests/unit/matrices.h"

using namespace lectern;
using namespace lectern::generative;
using lectern::tests::points;

TEST_CASE("samples near a mode cover it and those far from all are of low quality") {
  const Matrix<float> centres = points({{0, 0}, {1, 0}, {2, 0}});
  const Matrix<float> samples = points({{0.05f, 0}, {0, 0.1f}, {0.95f, 0}, {1.5f, 0.4f}});
  std::array<int, 3> counts{};
  const ModeCoverage coverage = mode_coverage(samples, centres, 0.15, 0.5, counts);
  CHECK(counts == std::array<int, 3>{2, 1, 0});
  CHECK(coverage.covered == 2);
  CHECK(coverage.high_quality == 0.75);
}

TEST_CASE("a mode with less than its demanded share is not covered") {
  const Matrix<float> centres = points({{0, 0}, {1, 0}});
  const Matrix<float> samples = points({{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {1, 0}});
  std::array<int, 2> counts{};
  CHECK(mode_coverage(samples, centres, 0.1, 0.25, counts).covered == 2);
  CHECK(mode_coverage(samples, centres, 0.1, 0.5, counts).covered == 1);
}

TEST_CASE("no samples, no modes and samples that are not finite cover nothing") {
  const Matrix<float> centres = points({{0, 0}});
  const Matrix<float> none(0, 2);
  const Matrix<float> lost = points({{std::numeric_limits<float>::quiet_NaN(), 0}});
  std::array<int, 1> counts{7};
  CHECK(mode_coverage(none, centres, 1, 0.1, counts).covered == 0);
  CHECK(counts[0] == 0);
  CHECK(mode_coverage(lost, centres, 1, 0.1, counts).high_quality == 0);
  CHECK(mode_coverage(centres, none, 1, 0.1, {}).covered == 0);
}

TEST_CASE("of modes equally near the first is taken") {
  const Matrix<float> centres = points({{-1, 0}, {1, 0}});
  const float origin[2] = {0, 0};
  CHECK(nearest_mode(origin, centres).mode == 0);
  CHECK(nearest_mode(origin, centres).squared_distance == 1);
}
