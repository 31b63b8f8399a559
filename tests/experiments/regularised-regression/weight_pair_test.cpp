#include "core/experiments/regularised-regression/weight_pair.h"

#include <algorithm>
#include <cmath>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using tests::layer_of;

namespace {

// Columns 0 and 2 at the corners of a square, so that the contours of the cost are circles, and y = 3 x₀ + x₂ + 5.
struct Square {
  Square() {
    for (std::ptrdiff_t i = 0; i < 4; ++i) {
      X(i, 0) = i < 2 ? 1 : -1;
      X(i, 1) = 100.0 * static_cast<double>(i);
      X(i, 2) = i % 2 == 0 ? 2 : 0;
      y.push_back(3 * X(i, 0) + X(i, 2) + 5);
    }
  }
  WeightPair look(const linear::PairPenalty& penalty, double budget) const {
    return WeightPair(X, y, 0, 2, penalty, budget);
  }
  Matrix<double> X{4, 3};
  std::vector<double> y;
};

}  // namespace

TEST_CASE("the cost of two weights alone counts no intercept and no other input") {
  const WeightPair pair = Square().look({.p = 2}, 0.5);
  CHECK(pair.cost().minimum()[0] == doctest::Approx(3));
  CHECK(pair.cost().minimum()[1] == doctest::Approx(1));
  CHECK(pair.cost().least() == doctest::Approx(0));
}

TEST_CASE("half a budget shortens both weights under L2, and makes the smaller one exactly zero under L1") {
  const WeightPair ridge = Square().look({.p = 2}, 0.5);
  CHECK(ridge.touching()[0] == doctest::Approx(1.5));
  CHECK(ridge.touching()[1] == doctest::Approx(0.5));
  const WeightPair lasso = Square().look({.p = 1}, 0.5);  // |w₁| + |w₂| ≤ 2
  CHECK(lasso.touching()[0] == doctest::Approx(2));
  CHECK(lasso.touching()[1] == 0);
}

TEST_CASE("the whole budget allows least squares, none allows nothing but zero") {
  for (const linear::PairPenalty& penalty :
       {linear::PairPenalty{.p = 2}, linear::PairPenalty{.p = 0.5}, linear::PairPenalty{.elastic = true}}) {
    const WeightPair all = Square().look(penalty, 1), none = Square().look(penalty, 0);
    CHECK(all.touching()[0] == doctest::Approx(3));
    CHECK(all.touching()[1] == doctest::Approx(1));
    CHECK(none.touching()[0] == 0);
    CHECK(none.touching()[1] == 0);
    Plane plane;
    none.describe(plane, "w₁", "w₃");
    CHECK(plane.y.label == "w₃");
    for (const LineLayer* line : tests::layers_of<LineLayer>(plane))
      for (const float x : line->x) CHECK(std::isfinite(x));
  }
}

TEST_CASE("the boundary of what is allowed is closed, and the best place leads from zero to least squares") {
  Plane plane;
  Square().look({.p = 1}, 0.5).describe(plane, "w₁", "w₃");
  const LineLayer& boundary = layer_of<LineLayer>(plane, "P(w) = ε");
  CHECK(boundary.x.front() == boundary.x.back());
  CHECK(boundary.y.front() == boundary.y.back());
  for (std::size_t i = 0; i < boundary.x.size(); ++i)
    CHECK(std::fabs(boundary.x[i]) + std::fabs(boundary.y[i]) == doctest::Approx(2));
  const LineLayer& path = layer_of<LineLayer>(plane, "as ε shrinks");
  CHECK(path.x.front() == 0);
  CHECK(path.x.back() == doctest::Approx(3));
  CHECK(std::is_sorted(path.x.begin(), path.x.end()));
  CHECK(layer_of<PointsLayer>(plane, "best allowed").x[0] == doctest::Approx(2));
  CHECK(plane.x.range.low == -plane.x.range.high);
  CHECK(plane.x.range.high > 3);
}
