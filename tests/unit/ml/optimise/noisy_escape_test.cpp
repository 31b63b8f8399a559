#include "core/ml/optimise/noisy_escape.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lectern;
using optimise::NoisyEscape;

TEST_CASE("the double well has two minima with a hill between them, and the deep one is on the right") {
  for (const double at : {NoisyEscape::shallow(), NoisyEscape::hill(), NoisyEscape::deep()})
    CHECK(std::fabs(NoisyEscape::slope(at)) < 1e-14);
  CHECK(NoisyEscape::shallow() < NoisyEscape::hill());
  CHECK(NoisyEscape::hill() < NoisyEscape::deep());
  CHECK(NoisyEscape::cost(NoisyEscape::deep()) < NoisyEscape::cost(NoisyEscape::shallow()));
  CHECK(NoisyEscape::cost(NoisyEscape::shallow()) < NoisyEscape::cost(NoisyEscape::hill()));
  constexpr double h = 1e-6;
  for (const double at : {-1.4, 0.2, 1.1})
    CHECK(NoisyEscape::slope(at) ==
          doctest::Approx((NoisyEscape::cost(at + h) - NoisyEscape::cost(at - h)) / (2 * h)).epsilon(1e-7));
}

TEST_CASE("with all examples nothing moves, and small batches escape more often than large ones") {
  const auto escaped = [](int batch) {
    NoisyEscape runs(100, 3, 200, Rng(5));
    for (int i = 0; i < 1000; ++i) runs.step(batch, 0.05);
    return runs.escaped();
  };
  CHECK(escaped(100) == 0);
  CHECK(escaped(50) == 0);
  CHECK(escaped(10) < 0.2);
  CHECK(escaped(2) > 0.4);
  CHECK(escaped(1) > 0.4);
}

TEST_CASE(
    "near a minimum the spread of the runs is that of theory, η σ²/(2λb) with the correction for batches drawn once") {
  // In the deep well λ = 3θ² − 1; noise small enough to stay there. Var = η s²/(λ (2 − ηλ)), s² the variance of a
  // batch's mean: σ²/b (n − b)/(n − 1).
  constexpr double kRate = 0.05, kSpread = 0.5;
  NoisyEscape runs(50, kSpread, 2000, Rng(2));
  for (int i = 0; i < 400; ++i) runs.step(5, kRate);
  double square = 0;
  for (const double theta : runs.places())
    square += (theta - NoisyEscape::shallow()) * (theta - NoisyEscape::shallow());
  const double curvature = 3 * NoisyEscape::shallow() * NoisyEscape::shallow() - 1;
  const double batch = kSpread * kSpread / 5 * 45 / 49;
  CHECK(square / 2000 == doctest::Approx(kRate * batch / (curvature * (2 - kRate * curvature))).epsilon(0.1));
}
