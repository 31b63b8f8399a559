#pragma once

#include "core/math/matrix.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::nn {

// Normalises each row by its own mean m and variance v (divided by the length of the row):
//   y = γ x̂ + β,  x̂ = (x - m)/√(v + ε)
// X       n × D
// gamma   D, beta D
// Y       n × D, overwritten; may be X
// means, inverses  n values each, overwritten: m and 1/√(v + ε), which the gradient needs
// Source: Ba, Kiros, Hinton, Layer Normalization, arXiv:1607.06450 (2016).
// Numerical note: means and variances by two passes of core/math/sums.h, in double.
template <typename T>
void layer_norm(ConstMatrixView<T> X, const T* gamma, const T* beta, double epsilon, MatrixView<T> Y, T* means,
                T* inverses, ThreadPool* pool = nullptr);

// The gradients of layer_norm with the same arguments:
//   d_x = (γ d_y - mean(γ d_y) - x̂ mean(γ d_y x̂))/√(v + ε);  d_γ = Σ_n d_y x̂;  d_β = Σ_n d_y
// d_Y  n × D
// d_X  n × D, overwritten, or its data null; may be d_Y
// d_gamma, d_beta  D values each, overwritten, or both null
// Numerical note: the sums over rows run in ascending order.
template <typename T>
void layer_norm_gradient(ConstMatrixView<T> X, const T* gamma, const T* means, const T* inverses,
                         ConstMatrixView<T> d_Y, MatrixView<T> d_X, T* d_gamma, T* d_beta, ThreadPool* pool = nullptr);

}  // namespace lectern::nn
