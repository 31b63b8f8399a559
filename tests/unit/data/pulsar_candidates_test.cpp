#include "core/data/pulsar_candidates.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace lectern;

TEST_CASE("pulsar candidates have the columns of HTRU2, and one in eleven is a pulsar") {
  Rng rng(1);
  const data::Dataset set = data::pulsar_candidates(6000, rng);
  REQUIRE(set.X.cols() == 8);
  REQUIRE(set.column_names.size() == 8);
  double pulsars = 0;
  for (const int label : set.labels) pulsars += label;
  CHECK(pulsars / 6000 == doctest::Approx(data::kPulsarShare).epsilon(0.1));
}

TEST_CASE("a pulsar's profile is a peak above its noise; its signal has a dispersion, that of Earth has none") {
  Rng rng(2);
  const data::Dataset set = data::pulsar_candidates(4000, rng);
  std::array<std::array<double, 8>, 2> sums{};
  std::array<double, 2> count{};
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) {
    const auto k = static_cast<std::size_t>(set.labels[static_cast<std::size_t>(i)]);
    ++count[k];
    for (std::size_t j = 0; j < 8; ++j) {
      const double value = static_cast<double>(set.X(i, static_cast<std::ptrdiff_t>(j)));
      REQUIRE(std::isfinite(value));
      sums[k][j] += value;
    }
    CHECK(set.X(i, 0) > 0);
    CHECK(set.X(i, 0) < 255);
  }
  const auto mean = [&](std::size_t k, std::size_t j) { return sums[k][j] / count[k]; };
  CHECK(mean(1, 0) < mean(0, 0) - 30);  // most bins of a peak are low
  CHECK(mean(1, 2) > mean(0, 2) + 2);   // kurtosis of the profile
  CHECK(std::fabs(mean(0, 3)) < 0.1);   // noise and waves are symmetric
  CHECK(mean(1, 3) > 1);
  CHECK(mean(1, 4) > mean(0, 4) + 1);  // signal over many trials
}
