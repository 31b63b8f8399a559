#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/linear/penalised.h"
#include "core/ml/linear/penalty_ball.h"

using namespace lectern;
using namespace lectern::linear;

namespace {

struct Data {
  Matrix<double> X;
  std::vector<double> y;
};

// Orthogonal inputs of mean 0 and mean square 1: y = 2 x₁ + 0.3 x₂ exactly.
Data orthogonal() {
  Data data{Matrix<double>(4, 2), {}};
  const double x1[] = {1, 1, -1, -1}, x2[] = {1, -1, 1, -1};
  for (std::ptrdiff_t i = 0; i < 4; ++i) {
    data.X(i, 0) = x1[i];
    data.X(i, 1) = x2[i];
    data.y.push_back(2 * x1[i] + 0.3 * x2[i]);
  }
  return data;
}

}  // namespace

TEST_CASE("on orthogonal inputs ridge shrinks by 1/(1 + λ), the lasso cuts λ off, the elastic net does both") {
  const Data data = orthogonal();
  const auto weights = [&](Penalty penalty) { return penalised_fit(penalty, 0.5, 0.5, data.X, data.y).coefficients; };
  CHECK(weights(Penalty::ridge)[0] == doctest::Approx(2 / 1.5));
  CHECK(weights(Penalty::ridge)[1] == doctest::Approx(0.3 / 1.5));
  CHECK(weights(Penalty::lasso)[0] == doctest::Approx(1.5));
  CHECK(weights(Penalty::lasso)[1] == 0);
  CHECK(weights(Penalty::elastic_net)[0] == doctest::Approx(1.75 / 1.25));
  CHECK(weights(Penalty::elastic_net)[1] == doctest::Approx(0.05 / 1.25));
}

TEST_CASE("without a penalty all are least squares, and the error of a perfect fit is zero") {
  const Data data = orthogonal();
  for (const Penalty penalty : {Penalty::ridge, Penalty::lasso, Penalty::elastic_net}) {
    const LinearModel model = penalised_fit(penalty, 0, 0.5, data.X, data.y);
    CHECK(model.coefficients[1] == doctest::Approx(0.3));
    CHECK(mean_squared_error(model, data.X, data.y) == doctest::Approx(0));
    CHECK(cross_validated_error(penalty, 0, 0.5, data.X, data.y, {{0}, {1}, {2}, {3}}) == doctest::Approx(0));
  }
  CHECK(std::isnan(mean_squared_error({{1, 1}, 0}, Matrix<double>(0, 2), {})));
}

TEST_CASE("the border of a ball lies at its penalty, and hits the axes exactly") {
  for (const PairPenalty& penalty : {PairPenalty{false, 0.5}, PairPenalty{false, 1}, PairPenalty{false, 2},
                                     PairPenalty{false, 4}, PairPenalty{true, 2, 0.3}}) {
    const std::vector<linear::WeightPair> border = penalty_boundary(penalty, 0.7, 64);
    REQUIRE(border.size() == 65);
    for (const auto& [a, b] : border) CHECK(penalty.value(a, b) == doctest::Approx(0.7));
    CHECK(border[16][0] == 0);
    CHECK(border[32][1] == 0);
  }
}

TEST_CASE(
    "the contours touch the square of L₁ in a corner, where one weight is exactly zero, the circle of L₂ beside it") {
  const Data data = orthogonal();
  const QuadraticCost cost(data.X, data.y);
  const PairPenalty one{false, 1}, two{false, 2}, half{false, 0.5}, four{false, 4};
  CHECK(touching_point(cost, one, 1)[1] == 0);
  CHECK(touching_point(cost, one, 1)[0] == doctest::Approx(1));
  CHECK(touching_point(cost, half, 1)[1] == 0);
  // Circles: the nearest point of the ball of radius 1 to (2, 0.3).
  const double norm = std::sqrt(4.09);
  CHECK(touching_point(cost, two, 1)[0] == doctest::Approx(2 / norm));
  CHECK(touching_point(cost, two, 1)[1] == doctest::Approx(0.3 / norm).epsilon(1e-6));
  CHECK(touching_point(cost, four, 1)[1] > touching_point(cost, two, 1)[1]);
}

TEST_CASE("a budget for all weights allows the minimum, none allows nothing") {
  const Data data = orthogonal();
  const QuadraticCost cost(data.X, data.y);
  for (const PairPenalty& penalty : {PairPenalty{false, 1}, PairPenalty{true, 2, 0.5}}) {
    const linear::WeightPair all = touching_point(cost, penalty, 10), none = touching_point(cost, penalty, 0);
    CHECK(all[0] == doctest::Approx(2));
    CHECK(std::fabs(none[0]) + std::fabs(none[1]) == 0);
  }
}

TEST_CASE("the touching place is the penalised fit with some λ: the elastic net's, for the same budget") {
  const Data data = orthogonal();
  const QuadraticCost cost(data.X, data.y);
  const PairPenalty penalty{true, 2, 0.5};
  const LinearModel model = penalised_fit(Penalty::elastic_net, 0.5, 0.5, data.X, data.y);
  const linear::WeightPair place =
      touching_point(cost, penalty, penalty.value(model.coefficients[0], model.coefficients[1]));
  CHECK(place[0] == doctest::Approx(model.coefficients[0]).epsilon(1e-6));
  CHECK(place[1] == doctest::Approx(model.coefficients[1]).epsilon(1e-6));
}
