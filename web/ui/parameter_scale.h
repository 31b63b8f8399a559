#pragma once

#include "core/lab/parameter_schema.h"

namespace lectern {

// Where a value stands on its slider, t in [0, 1], and back; linear or logarithmic as the parameter asks.
float slider_position(const ParameterSpec& spec, double value);
// Values are such as a person would write: at most three significant digits within the range, whole numbers whole.
double slider_value(const ParameterSpec& spec, float t);

// One press of an arrow key.
float slider_key_step(const ParameterSpec& spec);

}  // namespace lectern
