#include "core/data/series.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace lectern;
using namespace lectern::data;

TEST_CASE("The logistic map follows its law, and its Lyapunov exponent at r = 4 is ln 2") {
  const SeriesSample sample = series({.law = SeriesLaw::logistic, .n = 4000, .growth = 4}, Rng(1));
  for (std::size_t t = 0; t + 1 < sample.clean.size(); ++t)
    CHECK(sample.clean[t + 1] == doctest::Approx(4 * sample.clean[t] * (1 - sample.clean[t])));
  CHECK(sample.lyapunov == doctest::Approx(std::log(2.0)).epsilon(0.03));
}

TEST_CASE("Every pulse is heard once more after the delay") {
  const SeriesSample sample = series({.law = SeriesLaw::echo, .n = 500, .delay = 7}, Rng(2));
  std::size_t t = 0, pulses = 0;
  std::vector<double> left = sample.clean;
  for (; t + 7 < left.size(); ++t) {
    if (left[t] == 0) continue;
    CHECK(left[t + 7] == left[t]);
    left[t + 7] = 0;
    ++pulses;
  }
  CHECK(pulses > 20);
}

TEST_CASE("The Lorenz series stays on its attractor and changes wings") {
  const SeriesSample sample = series({.law = SeriesLaw::lorenz, .n = 2000}, Rng(3));
  const auto [low, high] = std::minmax_element(sample.clean.begin(), sample.clean.end());
  CHECK(*low < -12);
  CHECK(*high > 12);
  CHECK(*high < 22);
}

TEST_CASE("Noise is added to what is observed and changes nothing of the law") {
  const SeriesSample quiet = series({.n = 3000}, Rng(4)), noisy = series({.n = 3000, .noise = 0.3}, Rng(4));
  CHECK(quiet.clean == noisy.clean);
  double sum = 0;
  for (std::size_t t = 0; t < noisy.clean.size(); ++t) {
    const double miss = noisy.observed[t] - noisy.clean[t];
    sum += miss * miss;
  }
  CHECK(std::sqrt(sum / 3000) == doctest::Approx(0.3).epsilon(0.05));
}
