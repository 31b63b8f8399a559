#include "core/physics/energy_loss.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lectern::physics;

TEST_CASE("The zero-loss peak has its height, its width, its tail and the dark count") {
  CHECK(zero_loss_counts(0) == doctest::Approx(kZeroLossCounts + kDarkCounts));
  const double half = kZeroLossCounts * ((1 - kZeroLossTailShare) / 2 +
                                         kZeroLossTailShare * std::exp(-kZeroLossWidth_eV / 2 / kZeroLossTail_eV)) +
                      kDarkCounts;
  CHECK(zero_loss_counts(kZeroLossWidth_eV / 2) == doctest::Approx(half));
  CHECK(zero_loss_counts(2) - kDarkCounts ==
        doctest::Approx(kZeroLossCounts * kZeroLossTailShare * std::exp(-2 / kZeroLossTail_eV)));
  CHECK(zero_loss_counts(20) == doctest::Approx(kDarkCounts));
}

TEST_CASE("The sample adds a square root above its gap, and nothing below") {
  CHECK(inelastic_counts(1.2, 1.3) == 0);
  CHECK(inelastic_counts(1.3, 1.3) == 0);
  CHECK(inelastic_counts(2.3, 1.3) == doctest::Approx(300));
  CHECK(inelastic_counts(5.3, 1.3) == doctest::Approx(600));
}

TEST_CASE("Errors of counts are Poisson's where these are few, and three per cent where they are many") {
  CHECK(counts_error(100) == doctest::Approx(std::sqrt(109.0)));
  CHECK(counts_error(1e8) == doctest::Approx(3e6).epsilon(1e-4));
}
