#pragma once

#include <span>

#include "core/lab/panel.h"
#include "core/math/matrix.h"
#include "core/ml/nn/output_code.h"

namespace lectern {

// Scores as the values of a FieldLayer: of classes as FieldLayer::discrete_classes wants them, class + confidence with
// the confidence just below 1 at most; of a regression the score itself.
// scores  n × code.outputs();  values  n, overwritten
void write_field_values(const nn::OutputCode& code, ConstMatrixView<float> scores, std::span<float> values);

// The scores of all classes, from which boundaries are drawn to a fraction of a cell.
// scores  n × classes, a row for each cell
void write_field_scores(ConstMatrixView<float> scores, FieldLayer& field);

}  // namespace lectern
