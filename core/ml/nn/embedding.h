#pragma once

#include <cstdint>
#include <span>

#include "core/math/matrix.h"

namespace lectern::nn {

// Looks up one row of a table for each index: Y_i = W_{index i}.
// W  V × D;  indices  n values in [0, V);  Y  n × D, overwritten
// Source: Bengio, Ducharme, Vincent, Jauvin, A Neural Probabilistic Language Model, JMLR 3 (2003).
template <typename T>
void embed(ConstMatrixView<T> W, std::span<const std::int32_t> indices, MatrixView<T> Y);

// The gradient by the table; rows that were looked up several times collect all of their gradients,
// in the order of the indices.   d_Y  n × D;  d_W  V × D, overwritten
template <typename T>
void embed_gradient(std::span<const std::int32_t> indices, ConstMatrixView<T> d_Y, MatrixView<T> d_W);

}  // namespace lectern::nn
