#include "core/ml/density/violin.h"

#include <doctest/doctest.h>

using namespace lectern;

TEST_CASE("violin: quartiles, whiskers and outliers by hand") {
  const std::vector<double> sorted{1, 2, 3, 4, 100};
  const density::Box box = density::box_of_sorted(sorted);
  CHECK(box.quartiles == std::array<double, 3>{2, 3, 4});
  CHECK(box.whiskers == std::array<double, 2>{1, 4});
  CHECK(box.outliers == std::vector<double>{100});
  CHECK(density::quantile_of_sorted(sorted, 0.625) == 3.5);
  CHECK(density::quantile_of_sorted(std::vector<double>{7}, 0.3) == 7);
  CHECK(density::scott_bandwidth(std::vector<double>{7}) == 0);
}

TEST_CASE("violin: the outline encloses one") {
  const std::vector<double> sorted{0, 0.5, 0.6, 2};
  std::vector<double> at(400), density(400);
  density::violin_outline(sorted, 0.3, 5, at, density);
  CHECK(at.front() == doctest::Approx(-1.5));
  CHECK(at.back() == doctest::Approx(3.5));
  double area = 0;
  for (std::size_t i = 1; i < at.size(); ++i) area += 0.5 * (density[i] + density[i - 1]) * (at[i] - at[i - 1]);
  CHECK(area == doctest::Approx(1).epsilon(1e-4));
}
