#include "core/parts/linear_field.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/ml/linear/linear_scores.h"
#include "core/parts/score_picture.h"

namespace lectern {
namespace {

constexpr float kPlainConfidence = 0.6f;

// What decides at each place: of two classes with one score between them minus and plus that score.
void write_scores(const Matrix<float>& at, FieldLayer& field) {
  field.linear_scores = true;
  field.classes = std::max(2, static_cast<int>(at.cols()));
  for (int k = 0; k < field.classes; ++k)
    for (std::ptrdiff_t i = 0; i < at.rows(); ++i)
      field.scores.push_back(at.cols() > 1 ? at(i, k) : k == 1 ? at(i, 0) : -at(i, 0));
}

}  // namespace

const Matrix<float>& LinearField::scores(ConstMatrixView<double> rows) const {
  if (places_->rows() == 0) grid_.centres(*places_);
  linear::linear_scores(rows, *places_, *scores_);
  return *scores_;
}

void LinearField::describe(Plane& plane, std::string_view label, ConstMatrixView<double> rows,
                           const nn::OutputCode& code, Answer answer) const {
  FieldLayer& field = plane.field(label, grid_, Values(), {.color = {0, 1}, .discrete_classes = true});
  const Matrix<float>& at = scores(rows);
  write_field_values(code, at, field.values);
  write_scores(at, field);
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
