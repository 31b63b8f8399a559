#pragma once

#include <cmath>
#include <cstddef>

namespace lectern::math {

// Pearson's correlation of n pairs,
//   r = Σ (a_i − ā)(b_i − b̄) / √(Σ (a_i − ā)² Σ (b_i − b̄)²),   0 where either does not vary,
// with the numbers given by functions of i, so that they may be rows, columns or anything else.
template <typename A, typename B>
double correlation(std::ptrdiff_t n, const A& a, const B& b) {
  double mean_a = 0, mean_b = 0, aa = 0, ab = 0, bb = 0;
  const auto count = static_cast<double>(n);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    mean_a += static_cast<double>(a(i)) / count;
    mean_b += static_cast<double>(b(i)) / count;
  }
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double off_a = static_cast<double>(a(i)) - mean_a, off_b = static_cast<double>(b(i)) - mean_b;
    aa += off_a * off_a;
    ab += off_a * off_b;
    bb += off_b * off_b;
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

}  // namespace lectern::math
