#pragma once

#include "core/math/elementary.h"

namespace lectern::math {

// log₁₀ x, as the quotient of two logarithms: wrong by a few units in the last place at most.
inline double log_10(double x) { return log(x) / log(10.0); }

}  // namespace lectern::math
