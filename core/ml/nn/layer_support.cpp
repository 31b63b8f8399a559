#include "core/ml/nn/layer_support.h"

#include "core/ml/nn/elementwise.h"

namespace lectern::nn {

template <typename T>
void sum_rows(ConstMatrixView<T> D, T* out) {
  std::fill_n(out, D.cols, T(0));
  for (std::ptrdiff_t r = 0; r < D.rows; ++r) {
    map_arrays(out, D.row(r), out, D.cols, [](auto sum, auto d) { return sum + d; });
  }
}

std::string window_problem(const Shape& input, Pair kernel, Pair stride, Pair padding) {
  constexpr std::ptrdiff_t kMaxKernel = 64;
  const auto outside = [](Pair p, std::ptrdiff_t low, std::ptrdiff_t high) {
    return p.y < low || p.x < low || p.y > high || p.x > high;
  };
  if (outside(kernel, 1, kMaxKernel)) return "its kernel is " + to_string(kernel) + "; 1 to 64 are allowed";
  if (outside(stride, 1, kMaxKernel)) return "its stride is " + to_string(stride) + "; 1 to 64 are allowed";
  if (outside(padding, 0, kMaxKernel)) return "its padding is " + to_string(padding) + "; 0 to 64 are allowed";
  if (windows_along(input.height, kernel.y, stride.y, padding.y) < 1 ||
      windows_along(input.width, kernel.x, stride.x, padding.x) < 1) {
    return "its kernel of " + to_string(kernel) + " is larger than the input of " +
           to_string(Pair{input.height, input.width}) + " with padding " + to_string(padding);
  }
  return {};
}

template void sum_rows(ConstMatrixView<float>, float*);
template void sum_rows(ConstMatrixView<double>, double*);

}  // namespace lectern::nn
