#include "core/ml/linear/weight_posterior.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/data/linear_law.h"
#include "core/math/rng.h"

using namespace lectern;
using linear::Penalty;
using linear::WeightPosterior;

namespace {

struct Problem {
  Matrix<double> X;
  std::vector<double> y;
};

Problem sample(int n, int d) {
  Rng rng(11);
  Problem problem{Matrix<double>(n, d), {}};
  for (int i = 0; i < n; ++i) {
    double y = 0.7;
    for (int j = 0; j < d; ++j) {
      problem.X(i, j) = rng.normal() + 0.3 * j;
      y += problem.X(i, j) * (j % 3 == 0 ? 1.5 : j % 3 == 1 ? 0.0 : -0.4);
    }
    problem.y.push_back(y + 0.5 * rng.normal());
  }
  return problem;
}

}  // namespace

TEST_CASE("weight posterior: the most probable weight is the weight of the penalised fit, for every penalty") {
  const Problem problem = sample(30, 7);
  for (const Penalty penalty : {Penalty::ridge, Penalty::lasso, Penalty::elastic_net}) {
    for (const double lambda : {0.0, 0.05, 0.5, 3.0}) {
      const linear::LinearModel model = linear::penalised_fit(penalty, lambda, 0.4, problem.X, problem.y);
      for (std::size_t j = 0; j < 7; ++j) {
        CAPTURE(j);
        const WeightPosterior seen =
            linear::weight_posterior(problem.X, problem.y, model, j, penalty, lambda, 0.4, 0.25);
        CHECK(seen.map() == doctest::Approx(model.coefficients[j]).epsilon(1e-4));
        CHECK(seen.posterior(seen.map()) == doctest::Approx(1).epsilon(1e-12));
        for (int i = -200; i <= 200; ++i) CHECK(seen.posterior(0.02 * i) <= 1 + 1e-12);
      }
    }
  }
}

TEST_CASE("weight posterior: the prior of ridge is the Gaussian of variance σ²/nλ, that of the lasso has scale σ²/nλ") {
  const Problem problem = sample(20, 3);
  const double lambda = 0.3, variance = 0.5, scale = variance / (20 * lambda);
  const auto seen = [&](Penalty penalty) {
    const linear::LinearModel model = linear::penalised_fit(penalty, lambda, 0.5, problem.X, problem.y);
    return linear::weight_posterior(problem.X, problem.y, model, 0, penalty, lambda, 0.5, variance);
  };
  const WeightPosterior ridge = seen(Penalty::ridge), lasso = seen(Penalty::lasso);
  CHECK(ridge.prior_deviation() == doctest::Approx(std::sqrt(scale)));
  CHECK(ridge.prior(std::sqrt(scale)) == doctest::Approx(std::exp(-0.5)));
  CHECK(lasso.prior_deviation() == doctest::Approx(std::sqrt(2.0) * scale));
  CHECK(lasso.prior(-scale) == doctest::Approx(std::exp(-1.0)));
  // The product of prior and likelihood is the posterior, up to a factor.
  const double at_0 = lasso.prior(0) * lasso.likelihood(0) / lasso.posterior(0);
  CHECK(lasso.prior(1.2) * lasso.likelihood(1.2) / lasso.posterior(1.2) == doctest::Approx(at_0));
}

TEST_CASE("weight posterior: without a penalty the prior is flat; an input that does not vary says nothing") {
  const Problem problem = sample(20, 2);
  const linear::LinearModel model = linear::penalised_fit(Penalty::lasso, 0, 1, problem.X, problem.y);
  const WeightPosterior flat = linear::weight_posterior(problem.X, problem.y, model, 1, Penalty::lasso, 0, 1, 1);
  CHECK(flat.prior(5) == 1);
  CHECK(std::isinf(flat.prior_deviation()));
  CHECK(flat.map() == doctest::Approx(flat.most_likely));
  Matrix<double> constant(4, 1, 2.0);
  const std::vector<double> y{1, 2, 3, 4};
  const WeightPosterior silent = linear::weight_posterior(constant, y, {{0}, 2.5}, 0, Penalty::ridge, 0.1, 0, 1);
  CHECK(silent.map() == 0);
  CHECK(silent.likelihood(3) == 1);
}
