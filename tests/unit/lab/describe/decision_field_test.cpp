#include "core/lab/describe/decision_field.h"

#include <doctest/doctest.h>

#include <array>

using namespace lectern;

TEST_CASE("a decision holds the class before the point and the confidence behind it, and never the next class") {
  CHECK(decision_value(3, 0) == 3);
  CHECK(decision_value(2, 0.5) == doctest::Approx(2.4995));
  CHECK(decision_value(9, 1) < 10);
  CHECK(decision_value(1, 7) < 2);
  CHECK(decision_value(1, -1) == 1);
}

TEST_CASE("confidence is 0 for a mere guess among the classes and 1 for certainty") {
  CHECK(confidence_of(0.2, 5) == doctest::Approx(0));
  CHECK(confidence_of(1, 5) == doctest::Approx(1));
  CHECK(confidence_of(0.75, 2) == doctest::Approx(0.5));
}

TEST_CASE("a field is filled at the centres of its cells, in the order of fields, on any number of workers") {
  const PlanarGrid grid{2, 3, {0, 3}, {10, 14}};
  std::vector<float> values;
  for (const int workers : {1, 3}) {
    ThreadPool pool(workers);
    fill_field(grid, pool, values, [](double x, double y, std::size_t cell) {
      return static_cast<float>(100 * x + y + 1000 * static_cast<double>(cell));
    });
    CHECK(values == std::vector<float>{61, 1161, 2261, 3063, 4163, 5263});
  }
}

TEST_CASE("decisions and contours describe the values kept for them") {
  const PlanarGrid grid{1, 2, {0, 1}, {0, 1}};
  Plane plane;
  const std::array values{0.5f, 1.5f};
  CHECK(add_decisions(plane, "decision", grid, values).discrete_classes);
  CHECK(std::get<FieldLayer>(plane.layers[0]).values[1] == 1.5f);
  CHECK(add_contours(plane, "margins", grid, values, {-1, 1}, kColorMuted).levels.size() == 2);
  CHECK(std::get<ContourLayer>(plane.layers[1]).values[0] == 0.5f);
}
