#include "core/experiments/common/linear_field.h"

#include <cmath>

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

}  // namespace lectern
