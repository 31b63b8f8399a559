#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/linear/batch_descent.h"
#include "core/ml/linear/batch_noise.h"
#include "core/ml/linear/least_squares.h"
#include "core/ml/linear/quadratic_cost.h"

using namespace lectern;
using namespace lectern::linear;

namespace {

struct Line {
  Matrix<double> A;
  std::vector<double> y;
};

// y = 1 + 2 x + noise, x standard normal about `centre`.
Line noisy_line(std::ptrdiff_t n, double centre, double noise, std::uint64_t seed) {
  Rng rng(seed);
  Line line{Matrix<double>(n, 2), {}};
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    line.A(i, 0) = 1;
    line.A(i, 1) = centre + rng.normal();
    line.y.push_back(1 + 2 * line.A(i, 1) + noise * rng.normal());
  }
  return line;
}

double distance2(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

// Error left after so many updates on all samples.
double left_after(const Line& line, const QuadraticCost& cost, double eta, int updates) {
  BatchDescent descent(std::vector<double>{0, 0}, static_cast<int>(line.A.rows()), BatchOrder::shuffled, Rng(1));
  for (int i = 0; i < updates; ++i) descent.step(line.A, line.y, eta);
  return cost.excess(descent.theta());
}

double trace(const Matrix<double>& covariance) { return covariance(0, 0) + covariance(1, 1); }

// Mean square distance from the minimum over many updates at a constant rate.
double measured_spread(const Line& line, const QuadraticCost& cost, int batch, BatchOrder order, double eta,
                       int updates) {
  BatchDescent descent(cost.minimum(), batch, order, Rng(3));
  double sum = 0;
  for (int i = 0; i < 400; ++i) descent.step(line.A, line.y, eta);
  for (int i = 0; i < updates; ++i) {
    descent.step(line.A, line.y, eta);
    sum += distance2(descent.theta(), cost.minimum());
  }
  return sum / updates;
}

}  // namespace

TEST_CASE("the cost of a line through two points by hand") {
  Matrix<double> A(2, 2);
  A(0, 0) = A(1, 0) = 1;
  A(0, 1) = 0;
  A(1, 1) = 2;
  const std::vector<double> y{1, 5};
  const QuadraticCost cost(A, y);
  CHECK(cost.minimum()[0] == doctest::Approx(1));
  CHECK(cost.minimum()[1] == doctest::Approx(2));
  CHECK(cost.least() == doctest::Approx(0));
  CHECK(cost.value(std::vector<double>{0, 0}) == doctest::Approx(13));
  // H = (2/2) [[2, 2], [2, 4]]: λ = 3 ± √5
  CHECK(cost.curvatures()[0] == doctest::Approx(3 - std::sqrt(5.0)));
  CHECK(cost.largest_curvature() == doctest::Approx(3 + std::sqrt(5.0)));
  CHECK(cost.condition_number() == doctest::Approx((3 + std::sqrt(5.0)) / (3 - std::sqrt(5.0))));
  CHECK(largest_stable_rate(cost) == doctest::Approx(2 / (3 + std::sqrt(5.0))));
}

TEST_CASE("a cost without samples, or with fewer than weights, has no finite condition number") {
  CHECK(QuadraticCost(Matrix<double>(0, 2), {}).is_flat_somewhere());
  CHECK(QuadraticCost(Matrix<double>(0, 2), {}).value(std::vector<double>{3, 4}) == 0);
  const Line one = noisy_line(1, 0, 1, 1);
  const QuadraticCost cost(one.A, one.y);
  CHECK(std::isinf(cost.condition_number()));
  CHECK(cost.least() == doctest::Approx(0));
  CHECK_FALSE(BatchNoise(one.A, one.y, cost).independent(1, 0.01).has_value());
}

TEST_CASE("the quadratic form agrees with the mean of the squared errors, the batch's gradient with its difference") {
  const Line line = noisy_line(20, 1.5, 1, 2);
  const QuadraticCost cost(line.A, line.y);
  const std::vector<double> theta{0.3, -0.7};
  double direct = 0;
  std::vector<std::int32_t> rows;
  for (std::ptrdiff_t i = 0; i < 20; ++i) {
    const double residual = theta[0] + theta[1] * line.A(i, 1) - line.y[static_cast<std::size_t>(i)];
    direct += residual * residual / 20;
    rows.push_back(static_cast<std::int32_t>(i));
  }
  CHECK(cost.value(theta) == doctest::Approx(direct).epsilon(1e-12));
  std::vector<double> gradient(2);
  batch_gradient(line.A, line.y, rows, theta, gradient);
  for (std::size_t j = 0; j < 2; ++j) {
    std::vector<double> up = theta, down = theta;
    up[j] += 1e-5;
    down[j] -= 1e-5;
    CHECK(gradient[j] == doctest::Approx((cost.value(up) - cost.value(down)) / 2e-5).epsilon(1e-8));
  }
}

TEST_CASE("gradient descent converges to the solution of the normal equations at the predicted speed") {
  const Line line = noisy_line(50, 1, 0.5, 3);
  const QuadraticCost cost(line.A, line.y);
  const auto W = least_squares(line.A, {line.y.data(), 50, 1}, LeastSquaresMethod::normal_equations);
  REQUIRE(W);
  BatchDescent descent(std::vector<double>{-4, 5}, 50, BatchOrder::shuffled, Rng(1));
  const double eta = fastest_rate(cost), at_start = cost.excess(descent.theta());
  const double updates = updates_until(cost, eta, 1e-12);
  for (int i = 0; i < static_cast<int>(updates); ++i) descent.step(line.A, line.y, eta);
  CHECK(cost.excess(descent.theta()) <= 1.0001e-12 * at_start);
  for (int i = 0; i < 2000; ++i) descent.step(line.A, line.y, eta);
  for (std::size_t j = 0; j < 2; ++j) CHECK(descent.theta()[j] == doctest::Approx(W->data()[j]).epsilon(1e-12));
}

TEST_CASE("just below 2/λ_max descent converges, just above it diverges") {
  const Line line = noisy_line(40, 2, 1, 4);
  const QuadraticCost cost(line.A, line.y);
  const double edge = largest_stable_rate(cost), at_start = cost.excess(std::vector<double>{0, 0});
  CHECK(left_after(line, cost, 0.99 * edge, 2000) < 1e-6 * at_start);
  CHECK(left_after(line, cost, 1.01 * edge, 2000) > 1e6 * at_start);
}

TEST_CASE("an epoch of shuffled batches sees every sample once, and a changed size begins anew") {
  const Line line = noisy_line(10, 0, 1, 5);
  BatchDescent descent(std::vector<double>{0, 0}, 4, BatchOrder::shuffled, Rng(1));
  for (int i = 0; i < 3; ++i) descent.step(line.A, line.y, 0.01);
  CHECK(descent.samples_seen() == 10);
  descent.set_batch(1);
  descent.step(line.A, line.y, 0.01);
  CHECK(descent.samples_seen() == 11);
  BatchDescent none(std::vector<double>{0, 0}, 4, BatchOrder::independent, Rng(1));
  none.step(Matrix<double>(0, 2), {}, 0.1);
  CHECK(none.updates() == 0);
}

TEST_CASE("the spread of independent batches about the minimum is what the exact equation says") {
  const Line line = noisy_line(60, 0.5, 1, 6);
  const QuadraticCost cost(line.A, line.y);
  const BatchNoise noise(line.A, line.y, cost);
  for (const int batch : {1, 4, 30}) {
    CAPTURE(batch);
    const auto expected = noise.independent(batch, 0.05);
    REQUIRE(expected);
    CHECK(measured_spread(line, cost, batch, BatchOrder::independent, 0.05, 60000) ==
          doctest::Approx(trace(*expected)).epsilon(0.1));
  }
  CHECK(trace(*noise.independent(60, 0.05)) == 0);
}

TEST_CASE(
    "shuffling makes less noise, by what is known of batches without a sample in common, also if the last is small") {
  const Line line = noisy_line(60, 0, 1, 7);
  const QuadraticCost cost(line.A, line.y);
  const BatchNoise noise(line.A, line.y, cost);
  for (const int batch : {6, 29, 30}) {
    CAPTURE(batch);
    const auto expected = noise.shuffled(batch, 0.04);
    REQUIRE(expected);
    CHECK(measured_spread(line, cost, batch, BatchOrder::shuffled, 0.04, 40000) ==
          doctest::Approx(trace(*expected)).epsilon(0.12));
    if (60 % batch == 0) CHECK(trace(*expected) < trace(*noise.independent(batch, 0.04)));
  }
}

TEST_CASE("the unlike curvatures of single samples widen the spread of shuffled ones, too") {
  const Line line = noisy_line(300, 0, 1, 7);
  const QuadraticCost cost(line.A, line.y);
  const BatchNoise noise(line.A, line.y, cost);
  for (const double eta : {0.05, 0.1, 0.2}) {
    CAPTURE(eta);
    const auto expected = noise.shuffled(1, eta);
    REQUIRE(expected);
    CHECK(measured_spread(line, cost, 1, BatchOrder::shuffled, eta, 300000) ==
          doctest::Approx(trace(*expected)).epsilon(0.08));
  }
}

TEST_CASE("shuffled batches have no spread wherever independent ones have none") {
  const Line line = noisy_line(60, 1, 0.5, 9);
  const QuadraticCost cost(line.A, line.y);
  const BatchNoise noise(line.A, line.y, cost);
  for (const int batch : {1, 2, 7}) {
    CAPTURE(batch);
    const double edge = noise.largest_stable_rate(batch);
    CHECK(noise.shuffled(batch, 0.99 * edge).has_value());
    CHECK_FALSE(noise.shuffled(batch, 1.01 * edge).has_value());
  }
  CHECK(trace(*noise.shuffled(60, 0.9 * largest_stable_rate(cost))) == 0);
}

TEST_CASE("the noise grows with η and falls with the batch") {
  const Line line = noisy_line(60, 0.5, 1, 8);
  const QuadraticCost cost(line.A, line.y);
  const BatchNoise noise(line.A, line.y, cost);
  for (const BatchOrder order : {BatchOrder::independent, BatchOrder::shuffled}) {
    CHECK(trace(*noise.of(order, 2, 0.02)) < trace(*noise.of(order, 2, 0.04)));
    CHECK(trace(*noise.of(order, 4, 0.04)) < trace(*noise.of(order, 2, 0.04)));
  }
  // For small η the covariance is η C H⁻¹/2b: half of η is half of the noise.
  CHECK(trace(*noise.independent(2, 0.0005)) ==
        doctest::Approx(0.5 * trace(*noise.independent(2, 0.001))).epsilon(0.01));
}

TEST_CASE("single samples diverge at a smaller η than all at once, and just below it do not") {
  const Line line = noisy_line(60, 1, 0.5, 9);
  const QuadraticCost cost(line.A, line.y);
  const BatchNoise noise(line.A, line.y, cost);
  const double edge = noise.largest_stable_rate(1);
  CHECK(noise.largest_stable_rate(60) == doctest::Approx(largest_stable_rate(cost)));
  CHECK(edge < 0.5 * largest_stable_rate(cost));
  CHECK(noise.independent(1, 0.99 * edge).has_value());
  CHECK_FALSE(noise.independent(1, 1.01 * edge).has_value());
}

TEST_CASE("the spread is counted only once the start is forgotten") {
  const Line line = noisy_line(60, 0, 1, 10);
  const QuadraticCost cost(line.A, line.y);
  const double expected = trace(*BatchNoise(line.A, line.y, cost).independent(1, 0.05));
  BatchDescent descent(std::vector<double>{100, -100}, 1, BatchOrder::independent, Rng(2));
  StationarySpread spread;
  for (int i = 0; i < 20; ++i) {
    descent.step(line.A, line.y, 0.05);
    spread.record(descent.theta(), cost, 0.05, expected);
  }
  CHECK(spread.count() == 0);
  for (int i = 0; i < 40000; ++i) {
    descent.step(line.A, line.y, 0.05);
    spread.record(descent.theta(), cost, 0.05, expected);
  }
  CHECK(spread.mean_square_distance() == doctest::Approx(expected).epsilon(0.1));
}
