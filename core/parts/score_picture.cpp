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

}  // namespace lectern
