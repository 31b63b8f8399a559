#pragma once

#include <limits>

#include "core/ml/nn/optimizer.h"

namespace lectern {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

inline nn::OptimizerSpec adam(double learning_rate) {
  return {.kind = nn::OptimizerKind::adam, .learning_rate = learning_rate};
}

}  // namespace lectern
