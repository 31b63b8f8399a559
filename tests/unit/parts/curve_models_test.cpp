#include "core/parts/curve_models.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/ml/linear/quadratic_cost.h"

using namespace lectern;
using linear::PolynomialBasis;
using linear::PolynomialSpace;

namespace {

struct Points {
  Matrix<double> X{12, 1};
  std::vector<double> y;
};

Points wave() {
  Points points;
  for (std::ptrdiff_t i = 0; i < 12; ++i) {
    points.X(i, 0) = static_cast<double>(i) / 11;
    points.y.push_back(i % 3 == 0 ? 1.0 : -0.5);
  }
  return points;
}

double largest_residual(const Points& points, const std::vector<double>& predicted) {
  double largest = 0;
  for (std::size_t i = 0; i < predicted.size(); ++i) largest = std::max(largest, std::fabs(predicted[i] - points.y[i]));
  return largest;
}

}  // namespace

TEST_CASE("curve models: as many random features as points reach every point, fewer do not, a penalty keeps off") {
  const Points points = wave();
  const auto residual = [&](int count, double lambda) {
    const auto model = random_features_model({count, 10, 5, {0, 1}}, lambda);
    return largest_residual(points, model(points.X, points.y, points.X));
  };
  CHECK(residual(60, 0) < 1e-8);
  CHECK(residual(5, 0) > 0.1);
  CHECK(residual(60, 10) > 0.1);
}

TEST_CASE("curve models: one neighbour repeats the points, all of them give the mean") {
  const Points points = wave();
  CHECK(largest_residual(points, neighbours_model(1)(points.X, points.y, points.X)) == 0);
  const std::vector<double> mean = neighbours_model(1000)(points.X, points.y, points.X);
  CHECK(mean[0] == doctest::Approx(0));
  CHECK(mean[7] == doctest::Approx(0));
}

TEST_CASE("curve models: a tree of depth 0 gives the mean, one of depth 1 two values, a deep one the points") {
  const Points points = wave();
  const auto values = [&](int depth) { return tree_model(depth)(points.X, points.y, points.X); };
  for (const double value : values(0)) CHECK(value == doctest::Approx(0));
  const std::vector<double> two = values(1);
  CHECK(std::set<double>(two.begin(), two.end()).size() == 2);
  CHECK(two.front() == 1);  // cut off: the first point, as far above the mean as any, beside two below
  CHECK(two.back() == doctest::Approx(-1.0 / 11));
  CHECK(largest_residual(points, values(10)) == 0);
}

TEST_CASE("curve models: descent arrives at least squares below the largest stable rate and diverges above") {
  const Points points = wave();
  const PolynomialSpace space{PolynomialBasis::chebyshev, 3, 0, 1};
  const double stable =
      linear::largest_stable_rate(linear::QuadraticCost(space.features({points.X.data(), 12}), points.y));
  const std::vector<double> exact = polynomial_model(space)(points.X, points.y, points.X);
  const std::vector<double> arrived = descent_model(space, 0.95 * stable, 2000)(points.X, points.y, points.X);
  const std::vector<double> diverged = descent_model(space, 1.05 * stable, 2000)(points.X, points.y, points.X);
  for (std::size_t i = 0; i < 12; ++i) CHECK(arrived[i] == doctest::Approx(exact[i]).epsilon(1e-8));
  CHECK_FALSE(std::fabs(diverged[0]) < 1e6);
}
