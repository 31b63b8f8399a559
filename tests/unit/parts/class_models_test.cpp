#include "core/parts/class_models.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/linear/logistic_regression.h"

using namespace lectern;

namespace {

struct Sample {
  Matrix<double> X;
  std::vector<double> y;
};

// Class 1 in the upper right and lower left quarter.
Sample squares(int n, std::uint64_t seed) {
  Rng rng(seed);
  Sample made{Matrix<double>(n, 2), {}};
  for (int i = 0; i < n; ++i) {
    made.X(i, 0) = rng.uniform(-1, 1);
    made.X(i, 1) = rng.uniform(-1, 1);
    made.y.push_back(made.X(i, 0) * made.X(i, 1) > 0 ? 1 : 0);
  }
  return made;
}

double wrong(const linear::FitAndPredict& model) {
  const Sample known = squares(200, 1), fresh = squares(300, 2);
  const std::vector<double> predicted = decided(model)(known.X, known.y, fresh.X);
  int count = 0;
  for (std::size_t i = 0; i < predicted.size(); ++i) count += predicted[i] != fresh.y[i];
  return count / 300.0;
}

}  // namespace

TEST_CASE("class models: order 2, neighbours and a machine solve XNOR; order 1 does not") {
  CHECK(wrong(logistic_classes(1, 1e-3)) > 0.3);
  CHECK(wrong(logistic_classes(2, 1e-3)) < 0.03);
  CHECK(wrong(neighbour_classes(3)) < 0.12);
  CHECK(wrong(machine_classes(10, 2)) < 0.08);
  CHECK(wrong(stopped_logistic_classes(2, 300)) < 0.1);
}

TEST_CASE("class models: one class alone is always predicted; all neighbours predict its share") {
  const Sample known = squares(10, 3);
  const std::vector<double> ones(10, 1.0);
  CHECK(machine_classes(1, 1)(known.X, ones, known.X) == ones);
  double share = 0;
  for (const double y : known.y) share += y / 10;
  for (const double p : neighbour_classes(50)(known.X, known.y, known.X)) CHECK(p == doctest::Approx(share));
}

TEST_CASE("logistic descent: no step leaves all at ½, many steps arrive where Newton's method does") {
  const Sample known = squares(60, 4);
  std::vector<int> labels;
  for (std::size_t i = 0; i < known.y.size(); ++i)
    labels.push_back(known.X(static_cast<std::ptrdiff_t>(i), 0) + 0.6 * (i % 3) > 0.5);
  const linear::LinearModel none = linear::logistic_descent(known.X, labels, 0.5, 0);
  CHECK(none.intercept == 0);
  CHECK(none.coefficients == std::vector<double>{0, 0});
  const linear::LinearModel descended = linear::logistic_descent(known.X, labels, 2, 20000);
  const linear::LinearModel exact = linear::logistic_regression(known.X, labels, {.lambda = 0}).model;
  CHECK(descended.intercept == doctest::Approx(exact.intercept).epsilon(1e-4));
  for (std::size_t j = 0; j < 2; ++j)
    CHECK(descended.coefficients[j] == doctest::Approx(exact.coefficients[j]).epsilon(1e-4));
}
