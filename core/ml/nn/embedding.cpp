#include "core/ml/nn/embedding.h"

#include <algorithm>

#include "core/ml/nn/elementwise.h"

namespace lectern::nn {

template <typename T>
void embed(ConstMatrixView<T> W, std::span<const std::int32_t> indices, MatrixView<T> Y) {
  for (std::size_t i = 0; i < indices.size(); ++i) std::copy_n(W.row(indices[i]), W.cols, Y.row(std::ptrdiff_t(i)));
}

template <typename T>
void embed_gradient(std::span<const std::int32_t> indices, ConstMatrixView<T> d_Y, MatrixView<T> d_W) {
  for (std::ptrdiff_t v = 0; v < d_W.rows; ++v) std::fill_n(d_W.row(v), d_W.cols, T(0));
  for (std::size_t i = 0; i < indices.size(); ++i) {
    T* row = d_W.row(indices[i]);
    map_arrays<T>(row, d_Y.row(std::ptrdiff_t(i)), row, d_W.cols, [](auto sum, auto d) { return sum + d; });
  }
}

template void embed(ConstMatrixView<float>, std::span<const std::int32_t>, MatrixView<float>);
template void embed(ConstMatrixView<double>, std::span<const std::int32_t>, MatrixView<double>);
template void embed_gradient(std::span<const std::int32_t>, ConstMatrixView<float>, MatrixView<float>);
template void embed_gradient(std::span<const std::int32_t>, ConstMatrixView<double>, MatrixView<double>);

}  // namespace lectern::nn
