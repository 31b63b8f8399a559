#include "core/parts/linear_field.h"

#include <algorithm>
#include <cmath>

#include "tests/unit/parts/layers.h"

using namespace lectern;
using nn::OutputCode;
using tests::layer_of;

namespace {

LinearField field_from(Range x, Range y) {
  LinearField field;
  field.set_window(x, y);
  return field;
}

// s = x₁
Matrix<double> one_row() {
  Matrix<double> rows(1, 3);
  rows(0, 1) = 1;
  return rows;
}

// The centre of a cell of a row of cells.
float centre(const Range& range, int cells, int i) {
  return static_cast<float>(range.low + (range.high - range.low) * (i + 0.5) / cells);
}

}  // namespace

TEST_CASE("a place has its class, and the score tells how surely, up to a margin of 1") {
  const LinearField field = field_from({-2, 2}, {0, 1});
  const OutputCode code = OutputCode::classification(2, nn::Objective::hinge);
  Plane plane;
  field.describe(plane, "class", one_row(), code, LinearField::Answer::confidence);
  field.describe(plane, "alone", one_row(), code, LinearField::Answer::class_alone);
  const FieldLayer& sure = layer_of<FieldLayer>(plane, "class");
  const FieldLayer& alone = layer_of<FieldLayer>(plane, "alone");
  CHECK(sure.discrete_classes);
  CHECK(sure.linear_scores);
  CHECK(sure.classes == 2);
  for (int col = 0; col < sure.cols; ++col) {
    const float score = centre(sure.x, sure.cols, col);
    const float share = std::min(std::fabs(score), 1.0f);
    for (const int row : {0, sure.rows - 1}) {
      const auto cell = static_cast<std::size_t>(row * sure.cols + col);
      CHECK(sure.values[cell] == doctest::Approx((score > 0 ? 1 : 0) + 0.999 * static_cast<double>(share)));
      CHECK(alone.values[cell] == (score > 0 ? 1.6f : 0.6f));
      CHECK(alone.scores[cell] == doctest::Approx(static_cast<double>(-score)));
      CHECK(alone.scores[static_cast<std::size_t>(alone.rows * alone.cols) + cell] ==
            doctest::Approx(static_cast<double>(score)));
    }
  }
}

TEST_CASE("the contour of a posterior is of the class asked for, at the level asked for") {
  const LinearField field = field_from({-2, 2}, {0, 1});
  Matrix<double> rows(3, 3);  // scores x₁, 0, 0
  rows(0, 1) = 1;
  Plane plane;
  field.describe_posterior(plane, "first", rows, 0, 0.25, 5);
  field.describe_posterior(plane, "second", rows, 1, 0.5, 6);
  const ContourLayer& first = layer_of<ContourLayer>(plane, "first");
  const ContourLayer& second = layer_of<ContourLayer>(plane, "second");
  CHECK(first.levels == std::vector<float>{0.25f});
  CHECK(first.color == 5);
  for (std::size_t i = 0; i < first.values.size(); ++i)
    CHECK(first.values[i] + 2 * second.values[i] == doctest::Approx(1));
  const double z = static_cast<double>(centre(first.x, first.cols, 0));
  CHECK(first.values[0] == doctest::Approx(std::exp(z) / (std::exp(z) + 2)));
}

TEST_CASE("another window is another picture of the same scores") {
  LinearField field = field_from({-2, 2}, {0, 1});
  field.set_window({5, 6}, {-1, 1});
  Plane plane;
  field.describe(plane, "class", one_row(), OutputCode::classification(2, nn::Objective::hinge),
                 LinearField::Answer::class_alone);
  const FieldLayer& all = layer_of<FieldLayer>(plane, "class");
  CHECK(all.x.low == 5);
  CHECK(std::all_of(all.values.begin(), all.values.end(), [](float value) { return value == 1.6f; }));
}
