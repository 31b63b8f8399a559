#include "core/ml/metrics/bias_variance.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/math/quadrature.h"
#include "core/math/rng.h"
#include "core/math/running_moments.h"

using lectern::metrics::BiasVariance;

TEST_CASE("bias and variance of two replicas are those computed by hand") {
  BiasVariance measured({1, 0});
  measured.add(std::vector<double>{2, 1});
  CHECK(std::isnan(measured.parts().variance));
  measured.add(std::vector<double>{4, -1});
  CHECK(measured.mean()[0] == doctest::Approx(3));
  CHECK(measured.variance_at(0) == doctest::Approx(2));
  // Places: (3 − 1)² − 2/2 = 3 and 0 − 2/2 = −1, so bias² = 1; both variances are 2.
  CHECK(measured.parts().bias_squared == doctest::Approx(1));
  CHECK(measured.parts().variance == doctest::Approx(2));
}

TEST_CASE("bias² and variance add up to the mean squared distance from the truth") {
  lectern::Rng rng(1);
  const std::vector<double> truth = {0.3, -1, 2};
  BiasVariance measured(truth);
  double squares = 0;
  constexpr int kReplicas = 50;
  for (int r = 0; r < kReplicas; ++r) {
    std::vector<double> fit;
    for (const double f : truth) {
      fit.push_back(f + 0.5 + rng.normal());
      squares += (fit.back() - f) * (fit.back() - f) / (kReplicas * 3.0);
    }
    measured.add(fit);
  }
  const auto [bias_squared, variance, error] = measured.parts();
  CHECK(bias_squared + variance == doctest::Approx(squares));
  CHECK(bias_squared == doctest::Approx(0.25).epsilon(0.5));
  CHECK(variance == doctest::Approx(1).epsilon(0.3));
  CHECK(std::fabs(bias_squared - 0.25) < 3 * error);
}

TEST_CASE("a place counts by its weight, whatever the weights add up to") {
  BiasVariance weighted({1, 0}, {6, 2});
  weighted.add(std::vector<double>{2, 1});
  weighted.add(std::vector<double>{4, -1});
  // As above: 3 and −1 at the two places, now weighted ¾ and ¼.
  CHECK(weighted.parts().bias_squared == doctest::Approx(2));
  CHECK(weighted.parts().variance == doctest::Approx(2));
}

TEST_CASE("with the nodes of Gauss and Legendre the means are integrals, also of what is steep at an end") {
  const lectern::math::Quadrature rule = lectern::math::gauss_legendre(16, 0, 1);
  std::vector<double> truth, first, second;
  for (const double x : rule.nodes) {
    truth.push_back(0);
    first.push_back(std::pow(x, 7) + std::pow(x, 15));
    second.push_back(std::pow(x, 7) - std::pow(x, 15));
  }
  BiasVariance measured(truth, rule.weights);
  measured.add(first);
  measured.add(second);
  // ∫ (x⁷)² = 1/15; the variance of two, ± x¹⁵ about their mean, is 2 ∫ (x¹⁵)² = 2/31.
  CHECK(measured.parts().variance == doctest::Approx(2.0 / 31).epsilon(1e-13));
  CHECK(measured.parts().bias_squared == doctest::Approx(1.0 / 15 - 1.0 / 31).epsilon(1e-13));
}

TEST_CASE("the stated error of bias² is that of its scatter where all places move together, and never less") {
  constexpr int kRuns = 4000, kReplicas = 10;
  for (const bool together : {true, false}) {
    for (const double bias : {0.0, 0.5}) {
      CAPTURE(together);
      CAPTURE(bias);
      lectern::Rng rng(7);
      lectern::math::RunningMoments estimates, stated;
      for (int run = 0; run < kRuns; ++run) {
        BiasVariance measured({0, 0, 0, 0});
        for (int r = 0; r < kReplicas; ++r) {
          std::vector<double> fit(4, bias + rng.normal());
          for (double& value : fit)
            if (!together) value = bias + rng.normal();
          measured.add(fit);
        }
        estimates.add(measured.parts().bias_squared);
        stated.add(measured.parts().bias_squared_error * measured.parts().bias_squared_error);
      }
      CHECK(std::fabs(estimates.mean() - bias * bias) < 4 * estimates.standard_error());
      CHECK(stated.mean() > estimates.variance());
      if (together) CHECK(stated.mean() < 3 * estimates.variance());
    }
  }
}
