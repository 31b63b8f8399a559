#include "core/parts/linear_field.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/ml/linear/linear_scores.h"

namespace lectern {
namespace {

constexpr int kSide = 64;
constexpr float kPlainSureness = 0.6f;

}  // namespace

void LinearField::set_window(Range x, Range y) {
  grid_ = {kSide, kSide, x, y};
  grid_.centres(places_);
}

void LinearField::describe(Plane& plane, std::string_view label, ConstMatrixView<double> rows,
                           const nn::OutputCode& code, Answer answer) const {
  FieldLayer& field = add_field(plane, label, grid_, {0, 1}, ColorMap::diverging);
  field.discrete_classes = true;
  linear::linear_scores(rows, places_, scores_);
  code.picture(scores_, field.values);
  if (answer == Answer::sureness) return;
  for (float& value : field.values) value = std::floor(value) + kPlainSureness;
}

void LinearField::describe_posterior(Plane& plane, std::string_view label, ConstMatrixView<double> rows, int k,
                                     double level, ColorRole color) const {
  ContourLayer& contour = add_contour(plane, label, grid_, static_cast<float>(level), color);
  linear::linear_scores(rows, places_, scores_);
  std::vector<double> row(static_cast<std::size_t>(rows.rows));
  for (std::ptrdiff_t i = 0; i < scores_.rows(); ++i) {
    std::copy_n(scores_.row(i), scores_.cols(), row.begin());
    contour.values[static_cast<std::size_t>(i)] = static_cast<float>(linear::posterior(row, k));
  }
}

}  // namespace lectern
