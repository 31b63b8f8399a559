#pragma once

#include <algorithm>
#include <span>

#include "core/math/elementary.h"
#include "core/math/sums.h"

namespace lectern::generative {

// Logarithms become weights of sum 1, by a shift that keeps the largest from overflowing. Returns the logarithm of the
// sum that they had.
// logarithms  n ≥ 1, overwritten
inline double normalise(std::span<double> logarithms) {
  const double largest = *std::max_element(logarithms.begin(), logarithms.end());
  for (double& value : logarithms) value -= largest;
  math::exp(logarithms, logarithms);
  const double sum = math::sum(logarithms);
  for (double& value : logarithms) value /= sum;
  return largest + math::log(sum);
}

}  // namespace lectern::generative
