#include "core/ml/metrics/bias_variance.h"

#include <doctest/doctest.h>

#include "core/math/rng.h"

using lectern::metrics::BiasVariance;

TEST_CASE("bias and variance of two replicas are those computed by hand") {
  BiasVariance measured({1, 0});
  measured.add(std::vector<double>{2, 1});
  CHECK(measured.parts().variance == 0);
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
  const auto [bias_squared, variance] = measured.parts();
  CHECK(bias_squared + variance == doctest::Approx(squares));
  CHECK(bias_squared == doctest::Approx(0.25).epsilon(0.5));
  CHECK(variance == doctest::Approx(1).epsilon(0.3));
}
