#include "core/ml/metrics/discovery.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

using namespace lectern::metrics;

TEST_CASE("AMS: by hand, its limit s/√b, and its derivatives") {
  const MedianSignificance found = median_significance(10, 0, 10);
  CHECK(found.value == doctest::Approx(std::sqrt(2 * (20 * std::log(2.0) - 10))));
  CHECK(median_significance(1e-3, 1e4, 0).value == doctest::Approx(1e-5).epsilon(1e-6));
  for (const double b : {3.0, 40.0, 9000.0}) {
    const double h = 1e-4;
    const MedianSignificance at = median_significance(25, b, 10);
    CHECK(
        at.d_signal ==
        doctest::Approx((median_significance(25 + h, b, 10).value - median_significance(25 - h, b, 10).value) / (2 * h))
            .epsilon(1e-6));
    CHECK(
        at.d_background ==
        doctest::Approx((median_significance(25, b + h, 10).value - median_significance(25, b - h, 10).value) / (2 * h))
            .epsilon(1e-5));
  }
}

TEST_CASE("a background that is not known exactly lowers the significance, to s/√(b + σ²) for small signals") {
  CHECK(significance_with_uncertainty(30, 100, 0) == doctest::Approx(median_significance(30, 100, 0).value));
  CHECK(significance_with_uncertainty(30, 100, 1e-3) ==
        doctest::Approx(median_significance(30, 100, 0).value).epsilon(1e-4));
  CHECK(significance_with_uncertainty(1, 10000, 300) == doctest::Approx(1 / std::sqrt(10000 + 90000.0)).epsilon(1e-3));
  CHECK(significance_with_uncertainty(100, 1000, 100) < significance_with_uncertainty(100, 1000, 50));
}

TEST_CASE("a scan of cuts counts weights, and includes the events at the cut") {
  const std::vector<double> score{0.9, 0.5, 0.5, 0.1}, weight{2, 3, 4, 5}, cuts{0.5, 0.95, 0.0};
  const std::vector<std::int32_t> label{1, 0, 1, 0};
  const CutScan scan = weighted_cut_scan(score, label, weight, cuts, 10);
  CHECK(scan.signal == std::vector<double>{6, 0, 6});
  CHECK(scan.background == std::vector<double>{3, 0, 8});
  CHECK(scan.background_events == std::vector<int>{1, 0, 2});
  CHECK(scan.signal_uncertainty[0] == doctest::Approx(std::sqrt(20.0)));
  CHECK(scan.background_rejection[0] == doctest::Approx(1 - 3.0 / 8));
  CHECK(scan.purity[1] == 0);
  CHECK(scan.best == 0);
}
