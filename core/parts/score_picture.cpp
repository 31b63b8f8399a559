#include "core/parts/score_picture.h"

#include <cstddef>

namespace lectern {

void write_field_values(const nn::OutputCode& code, ConstMatrixView<float> scores, std::span<float> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float* row = scores.row(static_cast<std::ptrdiff_t>(i));
    values[i] =
        code.is_classification() ? static_cast<float>(code.decide(row)) + 0.999f * code.confidence(row) : row[0];
  }
}

void write_field_scores(ConstMatrixView<float> scores, FieldLayer& field) {
  field.classes = static_cast<int>(scores.cols);
  field.scores.resize(static_cast<std::size_t>(scores.size()));
  for (std::ptrdiff_t k = 0; k < scores.cols; ++k)
    for (std::ptrdiff_t cell = 0; cell < scores.rows; ++cell)
      field.scores[static_cast<std::size_t>(k * scores.rows + cell)] = scores(cell, k);
}

}  // namespace lectern
