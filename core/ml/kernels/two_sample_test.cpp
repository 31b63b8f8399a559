#include "core/ml/kernels/two_sample_test.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "core/ml/kernels/nearest_neighbours.h"

namespace lectern::kernels {

double two_sample_accuracy(ConstMatrixView<double> A, ConstMatrixView<double> B, int neighbours) {
  const std::ptrdiff_t half = std::min(A.rows, B.rows) / 2, d = A.cols;
  if (half < 1) return std::numeric_limits<double>::quiet_NaN();
  // Rows in turn of A and of B, so that equal distances favour neither.
  Matrix<double> examples(2 * half, d), asked(2 * half, d);
  for (std::ptrdiff_t i = 0; i < half; ++i) {
    std::copy_n(A.row(i), d, examples.row(2 * i));
    std::copy_n(B.row(i), d, examples.row(2 * i + 1));
    std::copy_n(A.row(half + i), d, asked.row(2 * i));
    std::copy_n(B.row(half + i), d, asked.row(2 * i + 1));
  }
  if (neighbours == 0) neighbours = static_cast<int>(std::sqrt(static_cast<double>(2 * half))) | 1;
  const std::ptrdiff_t k = std::min<std::ptrdiff_t>(neighbours, 2 * half - 1);
  Matrix<int> indices(2 * half, k);
  Matrix<double> distances(2 * half, k);
  NeighbourSearch(examples).nearest(asked, indices, distances);
  double right = 0;
  for (std::ptrdiff_t i = 0; i < 2 * half; ++i) {
    std::ptrdiff_t of_b = 0;
    for (std::ptrdiff_t j = 0; j < k; ++j) of_b += indices(i, j) % 2;
    const bool says_b = 2 * of_b > k;
    right += says_b == (i % 2 != 0) ? 1 : 0;
  }
  return right / static_cast<double>(2 * half);
}

}  // namespace lectern::kernels
