#include "core/ml/linear/link_regression.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/finite_difference.h"
#include "core/math/rng.h"
#include "core/ml/linear/score_fits.h"

using namespace lectern;
using namespace lectern::linear;

namespace {

struct TwoClouds {
  Matrix<double> X{60, 2};
  std::vector<int> labels;
  TwoClouds() {
    Rng rng(3);
    for (int i = 0; i < 60; ++i) {
      labels.push_back(i % 2);
      X(i, 0) = rng.normal() + (i % 2 == 1 ? 1.5 : 0);
      X(i, 1) = rng.normal();
    }
  }
};

}  // namespace

TEST_CASE("every link is ½ at 0, symmetric, and rises from 0 to 1") {
  for (const auto& link : kLinks) {
    CAPTURE(link.id);
    CHECK(probability(link.value, 0) == doctest::Approx(0.5));
    double before = 0;
    for (double s = -30; s <= 30; s += 0.25) {
      const double p = probability(link.value, s);
      CHECK(p >= before);
      CHECK(p + probability(link.value, -s) == doctest::Approx(1));
      before = p;
    }
  }
}

TEST_CASE("links agree with the standard library, far in their tails, too") {
  for (const double s : {-30.0, -9.0, -4.001, -3.999, -1.0, -0.01, 0.0, 0.3, 2.0, 7.0}) {
    CAPTURE(s);
    CHECK(log_probability(Link::logistic, s).value == doctest::Approx(-std::log1p(std::exp(-s))).epsilon(1e-12));
    CHECK(log_probability(Link::tanh, s).value == doctest::Approx(-std::log1p(std::exp(-2 * s))).epsilon(1e-12));
    CHECK(log_probability(Link::probit, s).value ==
          doctest::Approx(std::log(0.5 * std::erfc(-s / std::sqrt(2.0)))).epsilon(1e-11));
    CHECK(log_probability(Link::arctan, s).value ==
          doctest::Approx(std::log(0.5 + std::atan(s) / std::acos(-1.0))).epsilon(1e-12));
  }
}

TEST_CASE("derivatives of links and of their cost agree with differences") {
  const TwoClouds clouds;
  for (const auto& link : kLinks) {
    CAPTURE(link.id);
    for (const double s : {-8.0, -3.0, -0.5, 0.7, 4.0}) {
      constexpr double h = 1e-5;
      const LogProbability at = log_probability(link.value, s), above = log_probability(link.value, s + h),
                           below = log_probability(link.value, s - h);
      CHECK(at.first == doctest::Approx((above.value - below.value) / (2 * h)).epsilon(1e-6));
      CHECK(at.second == doctest::Approx((above.first - below.first) / (2 * h)).epsilon(1e-6));
    }
    const LinkObjective cost(clouds.X, clouds.labels, link.value, 0.1);
    std::vector<double> theta{0.3, -0.8, 1.2}, g(3), H(9);
    cost.gradient(theta, g);
    const auto differences = math::finite_difference_gradient([&] { return cost.value(theta); }, std::span(theta));
    for (std::size_t j = 0; j < 3; ++j) CHECK(g[j] == doctest::Approx(differences[j]).epsilon(1e-6));
    cost.hessian(theta, {H.data(), 3, 3});
    const auto jacobian = math::finite_difference_jacobian([&](std::span<double> out) { cost.gradient(theta, out); },
                                                           std::span(theta), 3);
    for (std::size_t j = 0; j < 9; ++j) CHECK(H[j] == doctest::Approx(jacobian[j]).epsilon(1e-6));
  }
}

TEST_CASE("the logistic link finds what logistic regression finds, and tanh the same with weights half as large") {
  const TwoClouds clouds;
  const ScoreFit known = logistic_scores(clouds.X, clouds.labels, 2, 0.05);
  const LinkFit logistic = link_regression(clouds.X, clouds.labels, Link::logistic, 0.05);
  for (std::size_t j = 0; j < 3; ++j)
    CHECK(logistic.theta[j] == doctest::Approx(known.rows(0, static_cast<std::ptrdiff_t>(j))).epsilon(1e-7));
  CHECK(logistic.cost == doctest::Approx(known.cost));
  const LinkFit tanh = link_regression(clouds.X, clouds.labels, Link::tanh, 4 * 0.05);
  for (std::size_t j = 0; j < 3; ++j) CHECK(tanh.theta[j] == doctest::Approx(0.5 * logistic.theta[j]).epsilon(1e-6));
}

TEST_CASE("at the fit of every link the cost is flat") {
  const TwoClouds clouds;
  for (const auto& link : kLinks) {
    CAPTURE(link.id);
    const LinkFit fit = link_regression(clouds.X, clouds.labels, link.value, 1e-3);
    std::vector<double> g(3);
    LinkObjective(clouds.X, clouds.labels, link.value, 1e-3).gradient(fit.theta, g);
    for (const double slope : g) CHECK(std::fabs(slope) < 1e-8);
  }
}
