#include "core/parts/linear_field.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/ml/linear/linear_scores.h"
#include "core/parts/score_picture.h"

namespace lectern {
namespace {

constexpr float kPlainConfidence = 0.6f;

}  // namespace

const Matrix<float>& LinearField::scores(ConstMatrixView<double> rows) const {
  if (places_->rows() == 0) grid_.centres(*places_);
  linear::linear_scores(rows, *places_, *scores_);
  return *scores_;
}

void LinearField::describe(Plane& plane, std::string_view label, ConstMatrixView<double> rows,
                           const nn::OutputCode& code, Answer answer) const {
  FieldLayer& field = plane.field(label, grid_, Values(), {.color = {0, 1}, .discrete_classes = true});
  write_field_values(code, scores(rows), field.values);
  if (answer == Answer::confidence) return;
  for (float& value : field.values) value = std::floor(value) + kPlainConfidence;
}

void LinearField::describe_posterior(Plane& plane, std::string_view label, ConstMatrixView<double> rows, int k,
                                     double level, ColorRole color) const {
  ContourLayer& contour = plane.contours(label, grid_, Values(), {.levels = {level}, .color = color});
  const Matrix<float>& at = scores(rows);
  std::vector<double> row(static_cast<std::size_t>(rows.rows));
  for (std::ptrdiff_t i = 0; i < at.rows(); ++i) {
    std::copy_n(at.row(i), at.cols(), row.begin());
    contour.values[static_cast<std::size_t>(i)] = static_cast<float>(linear::posterior(row, k));
  }
}

}  // namespace lectern
