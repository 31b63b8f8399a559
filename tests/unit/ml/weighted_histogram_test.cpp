#include "core/ml/metrics/weighted_histogram.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace lectern;

TEST_CASE("weighted histogram: edges belong to the right bin, the last edge to the last, negative weights subtract") {
  const std::array x{-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 3.1}, w{1.0, 2.0, 1.0, 3.0, -1.0, 4.0, 5.0};
  const std::array edges{0.0, 1.0, 3.0};
  const metrics::WeightedHistogram h = metrics::weighted_histogram(x, w, edges);
  CHECK(h.count == std::vector<std::int32_t>{2, 3});
  CHECK(h.sum == std::vector<double>{3, 6});
  CHECK(h.sum_of_squares == std::vector<double>{5, 26});
  CHECK(h.uncertainty[0] == doctest::Approx(std::sqrt(5.0)));
  CHECK(h.effective_entries[1] == doctest::Approx(36.0 / 26));
  CHECK(h.density[1] == doctest::Approx(6.0 / 18));
  CHECK(h.underflow == 1);
  CHECK(h.overflow == 5);
  CHECK(h.total == 9);
  CHECK(h.mean == doctest::Approx((0.5 + 3 - 2 + 12) / 9));
}

TEST_CASE("weighted histogram: equal weights give counts, and an empty one is zero throughout") {
  const std::array x{1.0, 1.0, 2.0}, w{1.0, 1.0, 1.0}, edges{0.5, 1.5, 2.5};
  const metrics::WeightedHistogram h = metrics::weighted_histogram(x, w, edges);
  CHECK(h.effective_entries == std::vector<double>{2, 1});
  CHECK(h.deviation == doctest::Approx(std::sqrt(2.0 / 9)));
  const metrics::WeightedHistogram none = metrics::weighted_histogram({}, {}, edges);
  CHECK(none.total == 0);
  CHECK(none.density == std::vector<double>{0, 0});
}
