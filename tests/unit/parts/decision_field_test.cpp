#include "core/parts/decision_field.h"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cmath>

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

TEST_CASE("with scores the lines between classes lie where two scores are equal, up to the edges of the window") {
  DecisionField field(PlanarGrid{8, 8, {-1, 1}, {-1, 1}});
  field.set_classes(3);
  ThreadPool pool(1);
  // Class 2 below y = -0.3; above it class 0 on the left of x = 0.2 and class 1 on its right.
  field.compute(pool, [](double x, double y, std::span<float> scores) {
    scores[0] = static_cast<float>(0.2 - x);
    scores[1] = static_cast<float>(x - 0.2);
    scores[2] = static_cast<float>(std::abs(x - 0.2) - y - 0.3);
    return Answer{};
  });
  Plane plane;
  const FieldLayer& layer = field.describe(plane, "decision");
  CHECK(layer.classes == 3);
  CHECK(layer.scores.size() == 3 * 64);
  const LineLayer& line = field.describe_boundaries(plane, "decision boundary", {});
  REQUIRE(line.x.size() > 0);
  float top = -1, left = 1, right = -1;
  for (std::size_t i = 0; i < line.x.size(); ++i) {
    if (std::isnan(line.x[i])) continue;
    const bool on_level = std::abs(line.y[i] + 0.3f) < 1e-4f, on_upright = std::abs(line.x[i] - 0.2f) < 1e-4f;
    const bool at_triple_point = std::abs(line.x[i] - 0.2f) < 0.26f && std::abs(line.y[i] + 0.3f) < 0.26f;
    CHECK((on_level || on_upright || at_triple_point));
    top = std::max(top, line.y[i]);
    left = std::min(left, line.x[i]);
    right = std::max(right, line.x[i]);
  }
  CHECK(top == 1);
  CHECK(left == -1);
  CHECK(right == 1);
}
