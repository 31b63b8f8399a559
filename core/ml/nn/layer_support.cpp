#include "core/ml/nn/layer_support.h"

#include "core/math/vector.h"

namespace lectern::nn {

namespace {

// The sums of kCount neighbouring columns, V wide each, kept in registers down all rows.
template <typename V, std::size_t kCount>
void sum_columns(ConstMatrixView<math::ScalarOf<V>> D, std::ptrdiff_t first, math::ScalarOf<V>* out) {
  constexpr std::ptrdiff_t kLanes = math::Lanes<V>::kCount;
  V sums[kCount]{};
  for (std::ptrdiff_t r = 0; r < D.rows; ++r) {
    const auto* row = D.row(r) + first;
    for (std::size_t k = 0; k < kCount; ++k) sums[k] += math::load<V>(row + std::ptrdiff_t(k) * kLanes);
  }
  for (std::size_t k = 0; k < kCount; ++k) math::store(out + first + std::ptrdiff_t(k) * kLanes, sums[k]);
}

}  // namespace

template <typename T>
void sum_rows(ConstMatrixView<T> D, T* out) {
  using V = math::VectorOf<T>;
  constexpr std::ptrdiff_t kLanes = math::Lanes<V>::kCount;
  std::ptrdiff_t c = 0;
  for (; c + 4 * kLanes <= D.cols; c += 4 * kLanes) sum_columns<V, 4>(D, c, out);
  for (; c + 2 * kLanes <= D.cols; c += 2 * kLanes) sum_columns<V, 2>(D, c, out);
  for (; c + kLanes <= D.cols; c += kLanes) sum_columns<V, 1>(D, c, out);
  for (; c < D.cols; ++c) sum_columns<T, 1>(D, c, out);
}

std::string window_problem(const Shape& input, Pair kernel, Pair stride, Pair padding) {
  constexpr std::ptrdiff_t kMaxKernel = 128;
  const auto outside = [](Pair p, std::ptrdiff_t low, std::ptrdiff_t high) {
    return p.y < low || p.x < low || p.y > high || p.x > high;
  };
  const auto allowed = [](int low) {
    return "; " + std::to_string(low) + " to " + std::to_string(kMaxKernel) + " are allowed";
  };
  if (outside(kernel, 1, kMaxKernel)) return "its kernel is " + to_string(kernel) + allowed(1);
  if (outside(stride, 1, kMaxKernel)) return "its stride is " + to_string(stride) + allowed(1);
  if (outside(padding, 0, kMaxKernel)) return "its padding is " + to_string(padding) + allowed(0);
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
