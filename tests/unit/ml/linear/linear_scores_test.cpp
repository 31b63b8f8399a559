#include "core/ml/linear/linear_scores.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/finite_difference.h"
#include "core/math/linear_algebra.h"
#include "core/math/rng.h"
#include "core/ml/linear/score_fits.h"
#include "core/ml/linear/score_objective.h"

using namespace lectern;
using namespace lectern::linear;

namespace {

struct Clouds {
  Matrix<double> X;
  std::vector<int> labels;
};

Clouds clouds(std::ptrdiff_t n, int classes, std::uint64_t seed) {
  Rng rng(seed);
  Clouds data{Matrix<double>(n, 2), {}};
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const int k = static_cast<int>(i % classes);
    data.X(i, 0) = rng.normal() + 2 * k;
    data.X(i, 1) = rng.normal() - k * k;
    data.labels.push_back(k);
  }
  return data;
}

std::vector<double> some_weights(int count) {
  Rng rng(5);
  std::vector<double> theta(static_cast<std::size_t>(count));
  for (double& value : theta) value = 0.4 * rng.normal();
  return theta;
}

}  // namespace

TEST_CASE("linear scores, their winner and their posterior are as by hand") {
  Matrix<double> rows(2, 3), X(1, 2), Z;
  rows(0, 0) = 1, rows(0, 1) = 2, rows(0, 2) = -1;
  rows(1, 0) = 0, rows(1, 1) = 1, rows(1, 2) = 1;
  X(0, 0) = 3, X(0, 1) = 4;
  linear_scores(rows, X, Z);
  CHECK(Z(0, 0) == 3);
  CHECK(Z(0, 1) == 7);
  CHECK(winner(std::vector<double>{3, 7}) == 1);
  CHECK(winner(std::vector<double>{2, 2}) == 0);
  CHECK(winner(std::vector<double>{-0.1}) == 0);
  CHECK(winner(std::vector<double>{0.1}) == 1);
  CHECK(posterior(std::vector<double>{3, 7}, 1) == doctest::Approx(1 / (1 + std::exp(-4.0))));
  CHECK(posterior(std::vector<double>{-2}, 1) == doctest::Approx(1 / (1 + std::exp(2.0))));
  CHECK(log_odds(std::vector<double>{3, 7}, 0) == -4);
  const std::vector<double> three{0.5, -1, 2};
  CHECK(log_odds(three, 2) == doctest::Approx(std::log(posterior(three, 2) / (1 - posterior(three, 2)))));
  std::vector<int> counts(2);
  count_mistakes(rows, X, std::vector<int>{0}, counts);
  CHECK(counts == std::vector<int>{1, 0});
}

TEST_CASE("the gradient and the Hessian of linear scores' cost are those of finite differences") {
  for (const int classes : {2, 3}) {
    const Clouds data = clouds(17, classes, 1);
    for (const auto objective : {nn::Objective::cross_entropy, nn::Objective::squared, nn::Objective::hinge}) {
      CAPTURE(classes);
      CAPTURE(static_cast<int>(objective));
      const auto code = nn::OutputCode::classification(classes, objective);
      const LinearScoreObjective cost(data.X, data.labels, code, 0.3);
      std::vector<double> theta = some_weights(cost.dimension()), gradient(theta.size());
      cost.gradient(theta, gradient);
      const auto numeric =
          math::finite_difference_gradient([&] { return cost.value(theta); }, std::span<double>(theta));
      for (std::size_t j = 0; j < theta.size(); ++j) CHECK(gradient[j] == doctest::Approx(numeric[j]).epsilon(1e-6));
      Matrix<double> H(cost.dimension(), cost.dimension());
      cost.hessian(theta, H);
      const auto jacobian = math::finite_difference_jacobian([&](std::span<double> g) { cost.gradient(theta, g); },
                                                             std::span<double>(theta), theta.size());
      for (std::ptrdiff_t i = 0; i < H.size(); ++i)
        CHECK(H.data()[i] == doctest::Approx(jacobian[static_cast<std::size_t>(i)]).epsilon(1e-5));
      CHECK(symmetric_eigen(H).values.back() <= cost.curvature_bound() * (1 + 1e-9));
    }
  }
}

TEST_CASE("below the bound on the curvature gradient descent comes down in every step") {
  const Clouds data = clouds(40, 3, 2);
  const auto code = nn::OutputCode::classification(3, nn::Objective::cross_entropy);
  const LinearScoreObjective cost(data.X, data.labels, code, 1e-3);
  std::vector<double> theta = some_weights(cost.dimension()), g(theta.size());
  double before = cost.value(theta);
  for (int i = 0; i < 200; ++i) {
    cost.gradient(theta, g);
    for (std::size_t j = 0; j < g.size(); ++j) theta[j] -= 1.99 / cost.curvature_bound() * g[j];
    const double now = cost.value(theta);
    CHECK(now <= before);
    before = now;
  }
}

TEST_CASE("the optimum of logistic and softmax regression is where the gradient of the mean cost vanishes") {
  for (const int classes : {2, 4}) {
    const Clouds data = clouds(60, classes, 3);
    const auto code = nn::OutputCode::classification(classes, nn::Objective::cross_entropy);
    const LinearScoreObjective cost(data.X, data.labels, code, 0.02);
    const ScoreFit fit = logistic_scores(data.X, data.labels, classes, 0.02);
    const std::span<const double> theta(fit.rows.data(), static_cast<std::size_t>(fit.rows.size()));
    std::vector<double> gradient(theta.size());
    cost.gradient(theta, gradient);
    for (const double g : gradient) CHECK(std::fabs(g) < 1e-7);
    CHECK(cost.value(theta) == doctest::Approx(fit.cost));
  }
}

TEST_CASE("least-squares scores are where the gradient of the squared error of ±1 vanishes") {
  for (const int classes : {2, 3}) {
    const Clouds data = clouds(30, classes, 4);
    const auto code = nn::OutputCode::classification(classes, nn::Objective::squared);
    const LinearScoreObjective cost(data.X, data.labels, code, 0);
    const Matrix<double> rows = least_squares_scores(data.X, data.labels, classes);
    std::vector<double> gradient(static_cast<std::size_t>(rows.size()));
    cost.gradient({rows.data(), gradient.size()}, gradient);
    for (const double g : gradient) CHECK(std::fabs(g) < 1e-9);
  }
}

TEST_CASE("without samples only the penalty costs") {
  const LinearScoreObjective cost(Matrix<double>(0, 2), {}, nn::OutputCode::classification(2, nn::Objective::hinge), 2);
  CHECK(cost.value(std::vector<double>{5, 1, 2}) == 5);
  CHECK(cost.curvature_bound() == 2);
}
