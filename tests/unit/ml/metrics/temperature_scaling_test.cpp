#include "core/ml/metrics/temperature_scaling.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"

using namespace lectern;

TEST_CASE("temperature scaling: logits that are right up to a factor get that factor back") {
  // Of four examples with logits (a, 0) three are of class 0: the honest logit is log 3.
  Matrix<double> logits(4, 2);
  for (std::ptrdiff_t i = 0; i < 4; ++i) logits(i, 0) = 5;
  const std::vector<std::int32_t> y{0, 0, 0, 1};
  const double temperature = metrics::fitted_temperature(logits, y);
  CHECK(temperature == doctest::Approx(5 / std::log(3.0)).epsilon(1e-12));
  Matrix<double> P(4, 2);
  metrics::tempered_probabilities(logits, temperature, P);
  CHECK(P(0, 0) == doctest::Approx(0.75));
  CHECK(metrics::tempered_loss(logits, y, temperature).d_temperature == doctest::Approx(0).epsilon(1e-12));
}

TEST_CASE("temperature scaling: the derivative against differences, and the ends") {
  Rng rng(3);
  Matrix<double> logits(50, 3);
  std::vector<std::int32_t> y;
  for (std::ptrdiff_t i = 0; i < logits.size(); ++i) logits.data()[i] = 3 * rng.normal();
  for (int i = 0; i < 50; ++i) y.push_back(static_cast<std::int32_t>(rng.below(3)));
  const auto loss = [&](double t) { return metrics::tempered_loss(logits, y, t).loss; };
  const double slope = (loss(1.7001) - loss(1.6999)) / 2e-4;
  CHECK(metrics::tempered_loss(logits, y, 1.7).d_temperature == doctest::Approx(slope).epsilon(1e-6));
  Matrix<double> sure(2, 2);
  sure(0, 0) = 1;
  sure(1, 1) = 1;
  CHECK(metrics::fitted_temperature(sure, std::vector<std::int32_t>{0, 1}) < 0.05);
  CHECK(metrics::fitted_temperature(sure, std::vector<std::int32_t>{1, 0}) > 500);
}
