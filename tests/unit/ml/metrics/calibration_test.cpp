#include "core/ml/metrics/calibration.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::metrics;

TEST_CASE("Reliability by hand: two bins, each with its mean and its frequency") {
  const std::vector<std::int32_t> truth{0, 1, 1, 1};
  const std::vector<double> p{0.2, 0.4, 0.7, 1.0};
  const Reliability found = reliability(truth, p, 2, Binning::uniform);
  CHECK(found.count == std::vector<int>{2, 2});
  CHECK(found.confidence[0] == doctest::Approx(0.3));
  CHECK(found.frequency[0] == 0.5);
  CHECK(found.confidence[1] == doctest::Approx(0.85));
  CHECK(found.expected_error == doctest::Approx(0.5 * 0.2 + 0.5 * 0.15));
  CHECK(found.largest_error == doctest::Approx(0.2));
  CHECK(found.brier == doctest::Approx((0.04 + 0.36 + 0.09) / 4));
  CHECK(found.uncertainty == doctest::Approx(0.1875));
}

TEST_CASE("Probabilities that come true have no error of calibration, and the Brier score falls into its three parts") {
  Rng rng(2);
  std::vector<std::int32_t> truth;
  std::vector<double> p, squared;
  for (int i = 0; i < 20000; ++i) {
    const double said = (rng.below(10) + 0.5) / 10;  // one value in each bin
    p.push_back(said);
    squared.push_back(said * said);
    truth.push_back(rng.uniform() < said ? 1 : 0);
  }
  const Reliability found = reliability(truth, p, 10, Binning::uniform);
  CHECK(found.expected_error < 0.015);
  CHECK(found.brier == doctest::Approx(found.reliability - found.resolution + found.uncertainty));
  CHECK(reliability(truth, squared, 10, Binning::uniform).expected_error > 0.1);
}

TEST_CASE("Bins of equal numbers share out all predictions; without any, all is zero") {
  const std::vector<std::int32_t> truth{0, 0, 1, 0, 1, 1, 1};
  const std::vector<double> p{0.1, 0.1, 0.1, 0.2, 0.2, 0.9, 0.95};
  const Reliability found = reliability(truth, p, 3, Binning::quantile);
  CHECK(found.count == std::vector<int>{2, 2, 3});
  const Reliability none = reliability({}, {}, 4, Binning::quantile);
  CHECK(none.count == std::vector<int>{0, 0, 0, 0});
  CHECK(none.expected_error == 0);
  CHECK(reliability(truth, p, 1, Binning::uniform).count[0] == 7);
}

TEST_CASE(
    "A prediction that is no number, as of a network that diverged, counts in the first bin, which it makes unknown") {
  const std::vector<std::int32_t> truth{0, 1, 1};
  const std::vector<double> p{0.2, std::numeric_limits<double>::quiet_NaN(), 0.7};
  const Reliability found = reliability(truth, p, 2, Binning::uniform);
  CHECK(found.count == std::vector<int>{2, 1});
  CHECK(std::isnan(found.confidence[0]));
  CHECK(found.confidence[1] == 0.7);
  CHECK(std::isnan(found.brier));
}
