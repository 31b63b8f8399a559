#pragma once

#include <array>
#include <initializer_list>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::tests {

// Independent standard normal entries.
inline Matrix<double> random_matrix(std::ptrdiff_t rows, std::ptrdiff_t cols, std::uint64_t seed) {
  Rng rng(seed);
  Matrix<double> M(rows, cols);
  for (std::ptrdiff_t i = 0; i < M.size(); ++i) M.data()[i] = rng.normal();
  return M;
}

// Points of the plane, one row each.
inline Matrix<float> points(std::initializer_list<std::array<float, 2>> rows) {
  Matrix<float> X(static_cast<std::ptrdiff_t>(rows.size()), 2);
  std::ptrdiff_t r = 0;
  for (const auto& row : rows) {
    X(r, 0) = row[0];
    X(r, 1) = row[1];
    ++r;
  }
  return X;
}

}  // namespace lectern::tests
