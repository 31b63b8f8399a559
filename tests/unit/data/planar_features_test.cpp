#include "core/data/planar_features.h"

#include <doctest/doctest.h>

#include <array>

using namespace lectern;
using namespace lectern::data;

TEST_CASE("every planar feature is its function of the point, in the order chosen") {
  Matrix<float> point(1, 2), features;
  point(0, 0) = 0.5f;
  point(0, 1) = -3;
  const std::array all{PlanarFeature::sine_x1,    PlanarFeature::x2,      PlanarFeature::x1,
                       PlanarFeature::x1_squared, PlanarFeature::product, PlanarFeature::sine_x2,
                       PlanarFeature::x2_squared};
  map_features(point, all, features);
  const std::array<float, 7> expected{1, -3, 0.5f, 0.25f, -1.5f, 0, 9};
  for (int f = 0; f < 7; ++f)
    CHECK(features(0, f) == doctest::Approx(expected[static_cast<std::size_t>(f)]).epsilon(1e-5));
}

TEST_CASE("no points have no features and no feature leaves empty rows") {
  Matrix<float> features;
  map_features(Matrix<float>(0, 2), std::array{PlanarFeature::x1}, features);
  CHECK(features.rows() == 0);
  map_features(Matrix<float>(3, 2), {}, features);
  CHECK(features.rows() == 3);
  CHECK(features.cols() == 0);
}

TEST_CASE("a point of the line has zero as its second coordinate") {
  Matrix<float> features;
  map_features(Matrix<float>(1, 1, 0.5f), std::array{PlanarFeature::x1_squared, PlanarFeature::x2}, features);
  CHECK(features(0, 0) == 0.25f);
  CHECK(features(0, 1) == 0.0f);
}
