#include "core/ml/metrics/predictive.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/math/rng.h"
#include "core/ml/metrics/replica_band.h"
#include "core/ml/metrics/sample_coverage.h"

using namespace lectern;
using namespace lectern::metrics;

TEST_CASE("The variance of a mixture is the mean of the variances plus the variance of the means") {
  const std::array means{1.0, 3.0}, variances{0.5, 1.5};
  const PredictiveMoments found = mixture_moments(means, variances);
  CHECK(found.mean == 2);
  CHECK(found.aleatoric == 1);
  CHECK(found.epistemic == 1);
  // Sampled: half of the draws from each.
  Rng rng(3);
  double sum = 0, squares = 0;
  constexpr int kDraws = 40000;
  for (int i = 0; i < kDraws; ++i) {
    const auto k = static_cast<std::size_t>(i % 2);
    const double y = means[k] + std::sqrt(variances[k]) * rng.normal();
    sum += y;
    squares += y * y;
  }
  CHECK(squares / kDraws - (sum / kDraws) * (sum / kDraws) == doctest::Approx(found.variance()).epsilon(0.03));
}

TEST_CASE("Members that agree on a guess have no doubt, members that contradict each other have nothing else") {
  Matrix<double> P(2, 2);
  std::array<double, 2> mean{};
  P(0, 0) = P(0, 1) = P(1, 0) = P(1, 1) = 0.5;
  const EntropySplit guess = mixture_entropy(P, mean);
  CHECK(guess.aleatoric == doctest::Approx(std::log(2.0)));
  CHECK(guess.epistemic == 0);
  P(0, 0) = P(1, 1) = 1;
  P(0, 1) = P(1, 0) = 0;
  const EntropySplit quarrel = mixture_entropy(P, mean);
  CHECK(quarrel.aleatoric == 0);
  CHECK(quarrel.epistemic == doctest::Approx(std::log(2.0)));
  CHECK(mean[0] == 0.5);
}

TEST_CASE("Bands of the true distribution hold as many as their level says") {
  CHECK(band_level(1) == doctest::Approx(0.682689492));
  CHECK(band_level(2) == doctest::Approx(0.954499736));
  CHECK(central_level(3, 1, 4) == doctest::Approx(band_level(1)));
  CHECK(probability_positive(0, 2) == 0.5);
  CHECK(probability_positive(2, 4) == doctest::Approx(0.841344746));
  CHECK(normal_surprise(2, 1, 4) == doctest::Approx(0.5 * (std::log(2 * 3.14159265358979 * 4) + 0.25)));
  Rng rng(4);
  int inside = 0;
  for (int i = 0; i < 10000; ++i) inside += central_level(5 + 3 * rng.normal(), 5, 9) <= 0.8 ? 1 : 0;
  CHECK(inside == doctest::Approx(8000).epsilon(0.02));
}

TEST_CASE("Coverage of samples by hand") {
  Matrix<double> samples(2, 5);
  for (std::ptrdiff_t i = 0; i < 2; ++i)
    for (std::ptrdiff_t j = 0; j < 5; ++j) samples(i, j) = static_cast<double>(4 - j);  // in any order
  const std::array truth{2.5, 3.5};
  const std::array levels{0.5};
  const SampleCoverage found = sample_coverage(truth, samples, levels);
  CHECK(found.lower(0, 0) == 1);
  CHECK(found.upper(0, 0) == 3);
  CHECK(found.coverage[0] == 0.5);
  CHECK(found.coverage_error[0] == doctest::Approx(std::sqrt(0.125)));
  CHECK(found.mean_width[0] == 2);
  CHECK(found.calibration_error == 0);
  CHECK(found.integral_transform == std::vector{0.6, 0.8});
}

TEST_CASE("A replica that fits new data badly loses its weight; equal ones keep theirs") {
  Matrix<double> replicas(3, 1);
  for (std::ptrdiff_t k = 0; k < 3; ++k) replicas(k, 0) = static_cast<double>(k);
  const std::array alike{4.0, 4.0, 4.0}, bad{4.0, 4.0, 400.0};
  const ReweightedReplicas equal = reweighted(replicas, alike, 5), unequal = reweighted(replicas, bad, 5);
  CHECK(equal.effective_replicas == doctest::Approx(3));
  CHECK(equal.mean[0] == doctest::Approx(1));
  CHECK(unequal.effective_replicas == doctest::Approx(2));
  CHECK(unequal.mean[0] == doctest::Approx(0.5));
  const ReplicaBand band = replica_band(replicas, 0.5);
  CHECK(band.standard_deviation[0] == 1);
  CHECK(band.lower[0] == 0.5);
  CHECK(band.upper[0] == 1.5);
  CHECK(band.correlation(0, 0) == doctest::Approx(1));
}
