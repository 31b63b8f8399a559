#include "core/ml/metrics/rank_statistics.h"

#include <doctest/doctest.h>

#include <vector>

using namespace lectern::metrics;

TEST_CASE("Ranks that are uniform to the last have χ² = 0; ranks at one end are found out") {
  std::vector<int> ranks;
  for (int rank = 0; rank < 8; ++rank) ranks.insert(ranks.end(), 10, rank);
  const RankStatistics even = rank_statistics(ranks, 7, 4);
  CHECK(even.histogram == std::vector<double>{20, 20, 20, 20});
  CHECK(even.chi_squared == 0);
  CHECK(even.p_value == doctest::Approx(1));
  CHECK(even.largest_deviation < 1e-12);
  const RankStatistics low = rank_statistics(std::vector<int>(80, 0), 7, 4);
  CHECK(low.chi_squared == doctest::Approx(240));
  CHECK(low.p_value < 1e-20);
  CHECK(low.largest_deviation == doctest::Approx(7.0 / 8));
}
