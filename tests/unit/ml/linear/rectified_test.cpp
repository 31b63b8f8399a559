#include "core/ml/linear/rectified.h"

#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "core/math/finite_difference.h"
#include "core/math/rng.h"
#include "core/ml/linear/quadratic_cost.h"

using namespace lectern;

namespace {

struct Sample {
  Matrix<double> A;
  std::vector<double> y;
};

Sample sample(int n) {
  Rng rng(7);
  Sample made{Matrix<double>(n, 2), {}};
  for (int i = 0; i < n; ++i) {
    made.A(i, 0) = 1;
    made.A(i, 1) = rng.normal();
    made.y.push_back(rng.uniform(0, 2));
  }
  return made;
}

}  // namespace

TEST_CASE("rectified model: its gradient is that of finite differences") {
  Sample s = sample(20);
  std::array<double, 2> theta{0.3, 1.1}, gradient{};
  const double risk = linear::rectified_risk(s.A, s.y, theta, gradient);
  CHECK(risk == linear::rectified_risk(s.A, s.y, theta));
  const auto expected = math::finite_difference_gradient([&] { return linear::rectified_risk(s.A, s.y, theta); },
                                                         std::span<double>(theta));
  for (std::size_t j = 0; j < 2; ++j) CHECK(gradient[j] == doctest::Approx(expected[j]).epsilon(1e-5));
}

TEST_CASE("rectified model: where all predictions are positive it is the line; where none is, the gradient is zero") {
  Sample s = sample(12);
  const std::array<double, 2> high{20, 1}, low{-20, 1};
  const linear::QuadraticCost line(s.A, s.y);
  CHECK(linear::rectified_risk(s.A, s.y, high) == doctest::Approx(line.value(high)));
  std::array<double, 2> gradient{1, 1};
  double squares = 0;
  for (const double y : s.y) squares += y * y;
  CHECK(linear::rectified_risk(s.A, s.y, low, gradient) == doctest::Approx(squares / 12));
  CHECK(gradient[0] == 0);
  CHECK(gradient[1] == 0);
  CHECK(linear::rectified_risk(Matrix<double>(0, 2), {}, low, gradient) == 0);
}
