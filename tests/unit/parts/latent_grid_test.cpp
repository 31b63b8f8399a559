#include "core/parts/latent_grid.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lectern;

TEST_CASE("a latent grid has lines in two directions, from end to end, apart from one another") {
  const LatentGrid grid(3, 2);
  const Matrix<float>& inputs = grid.inputs();
  CHECK(inputs.cols() == 3);
  CHECK(inputs(0, 0) == -2.0f);
  CHECK(inputs(0, 1) == -2.0f);
  CHECK(inputs(inputs.rows() - 1, 0) == 2.0f);
  CHECK(inputs(inputs.rows() - 1, 1) == 2.0f);
  CHECK(inputs(inputs.rows() / 2, 2) == 0.0f);
  Matrix<float> images(inputs.rows(), 2);
  for (std::ptrdiff_t i = 0; i < inputs.rows(); ++i)
    for (std::ptrdiff_t c = 0; c < 2; ++c) images(i, c) = inputs(i, c);
  Plane plane;
  grid.describe(plane, images);
  REQUIRE(plane.layers.size() == 2);
  for (const PlaneLayer& layer : plane.layers) {
    const auto& line = std::get<LineLayer>(layer);
    int gaps = 0;
    for (const float x : line.x) gaps += std::isnan(x) ? 1 : 0;
    CHECK(gaps == 13);
    CHECK(static_cast<std::ptrdiff_t>(line.x.size()) - gaps == inputs.rows() / 2);
  }
}

TEST_CASE("one latent number gives one line") {
  const LatentGrid grid(1, 1);
  CHECK(grid.inputs().rows() == 33);
  Plane plane;
  grid.describe(plane, Matrix<float>(33, 2));
  CHECK(plane.layers.size() == 1);
}

TEST_CASE("columns are cut off or filled up with zeros") {
  const Matrix<float> X(2, 2, 3.0f);
  CHECK(with_columns(X, 1).cols() == 1);
  CHECK(with_columns(X, 3)(1, 1) == 3.0f);
  CHECK(with_columns(X, 3)(1, 2) == 0.0f);
}
