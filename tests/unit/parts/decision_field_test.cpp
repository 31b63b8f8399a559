#include "core/parts/decision_field.h"

#include <doctest/doctest.h>

#include <array>
#include <atomic>

using namespace lectern;

namespace {

using Answer = DecisionField::Answer;

constexpr PlanarGrid kGrid{2, 3, {0, 3}, {10, 14}};

bool holds(std::span<const float> values, const std::array<float, 6>& expected) {
  return std::equal(values.begin(), values.end(), expected.begin(), expected.end());
}

}  // namespace

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

TEST_CASE("a field is computed at the centres of its cells, in the order of fields, on any number of workers") {
  for (const int workers : {1, 3}) {
    const DecisionField field(kGrid);
    ThreadPool pool(workers);
    field.compute(pool, [](double x, double y) { return Answer{100 * x + y, -y}; });
    CHECK(holds(field.decisions(), {61, 161, 261, 63, 163, 263}));
    CHECK(holds(field.levels(), {-11, -11, -11, -13, -13, -13}));
  }
}

TEST_CASE("a field is computed again when the model or the window has changed, and by each copy once") {
  DecisionField field(kGrid);
  ThreadPool pool(1);
  std::atomic<int> asked = 0;
  const auto answer = [&asked](double, double) {
    ++asked;
    return Answer{};
  };
  for (int i = 0; i < 2; ++i) field.compute(pool, answer);
  CHECK(asked == 6);
  field.forget();
  field.compute(pool, answer);
  CHECK(asked == 12);
  field.set_grid({1, 1, {0, 1}, {0, 1}});
  field.compute(pool, answer);
  CHECK(asked == 13);
  const DecisionField copy = field;
  for (int i = 0; i < 2; ++i) copy.compute(pool, answer);
  CHECK(asked == 14);
}

TEST_CASE("decisions and contours show what was computed") {
  const DecisionField field(PlanarGrid{1, 2, {0, 2}, {0, 1}});
  ThreadPool pool(1);
  field.compute(pool, [](double x, double) { return Answer{x, -x}; });
  Plane plane;
  CHECK(field.describe(plane, "decision").discrete_classes);
  CHECK(std::get<FieldLayer>(plane.layers[0]).values[1] == 1.5f);
  CHECK(field.describe_levels(plane, "margins", {.levels = {-1, 1}}).levels.size() == 2);
  CHECK(std::get<ContourLayer>(plane.layers[1]).values[0] == -0.5f);
}
