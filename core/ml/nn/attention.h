#pragma once

#include <cstdint>
#include <span>

#include "core/math/matrix.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::nn {

// A batch of N sequences of T places each is one matrix of N·T rows: sequence n has rows n·T to (n+1)·T - 1.

// Scaled dot-product attention of each sequence:
//   A = softmax over keys of Q Kᵀ/√d;  Y = A V
// causal: query a sees key b only where b ≤ a + S - T; all other weights are exactly 0.
// Q  N·T × d;  K  N·S × d;  V  N·S × e
// A  N·T × S, overwritten;  Y  N·T × e, overwritten
// Source: Vaswani et al., Attention is all you need (2017), §3.2.1.
// Stability: the largest score of a row is subtracted before exp. S ≥ T where causal, so that every query sees a key.
// Numerical note: products by core/simd, one sequence each; softmax sums keys in ascending order.
template <typename T>
void attention(ConstMatrixView<T> Q, ConstMatrixView<T> K, ConstMatrixView<T> V, std::ptrdiff_t sequences, bool causal,
               MatrixView<T> A, MatrixView<T> Y, ThreadPool* pool = nullptr);

// The gradients of attention with the same arguments:
//   d_V = Aᵀ d_Y;  d_A = d_Y Vᵀ;  d_S = A (d_A - Σ_keys A d_A)/√d;  d_Q = d_S K;  d_K = d_Sᵀ Q
// d_Y  N·T × e
// d_A  N·T × S, overwritten with d_S
// d_Q, d_K, d_V  as Q, K, V, overwritten
template <typename T>
void attention_gradient(ConstMatrixView<T> Q, ConstMatrixView<T> K, ConstMatrixView<T> V, std::ptrdiff_t sequences,
                        ConstMatrixView<T> A, ConstMatrixView<T> d_Y, MatrixView<T> d_A, MatrixView<T> d_Q,
                        MatrixView<T> d_K, MatrixView<T> d_V, ThreadPool* pool = nullptr);

// What self-attention with several heads computes with, or its gradients (T not const).
//   in  3D × D: W_q, W_k, W_v one below the other;  in_bias  3D
//   out  D × D;  out_bias  D
template <typename T>
struct MultiHeadNumbers {
  MatrixView<T> in;
  T* in_bias = nullptr;
  MatrixView<T> out;
  T* out_bias = nullptr;
};

// What it remembers between forward and backward; memory is kept from call to call.
template <typename T>
struct MultiHeadTape {
  Matrix<T> qkv;          // N·T × 3D
  Matrix<T> attention;    // N·h·T × T: sequence, head, query; by keys
  Matrix<T> heads;        // N·T × D: what the heads put out, side by side
  Matrix<T> d_qkv;        // N·T × 3D
  Matrix<T> d_attention;  // N·h·T × T
  Matrix<T> d_heads;      // N·T × D
};

// Self-attention with h heads: q = X W_qᵀ + b_q, likewise k and v; head a has columns a·D/h to (a+1)·D/h - 1 of each;
// Y = (heads side by side) W_oᵀ + b_o.
// X  N·T × D;  Y  N·T × D, overwritten;  heads divides D
// Source: Vaswani et al., Attention is all you need (2017), §3.2.2.
template <typename T>
void multi_head_attention(const MultiHeadNumbers<const T>& w, ConstMatrixView<T> X, std::ptrdiff_t sequences,
                          std::ptrdiff_t heads, bool causal, MultiHeadTape<T>& tape, MatrixView<T> Y,
                          ThreadPool* pool = nullptr);

// The gradients of multi_head_attention with the same arguments.
// d_Y  N·T × D;  d_X  N·T × D, overwritten;  gradients overwritten
template <typename T>
void multi_head_attention_gradient(const MultiHeadNumbers<const T>& w, ConstMatrixView<T> X, std::ptrdiff_t sequences,
                                   std::ptrdiff_t heads, MultiHeadTape<T>& tape, ConstMatrixView<T> d_Y,
                                   MatrixView<T> d_X, const MultiHeadNumbers<T>& gradients, ThreadPool* pool = nullptr);

// The place of a token as a vector: of column j sin (j even) or cos (j odd) of place/base^((j - j mod 2)/D).
// E  places × D, overwritten
// Source: Vaswani et al., Attention is all you need (2017), §3.5.
// Numerical note: computed in double and rounded.
template <typename T>
void positional_encoding(std::span<const std::int32_t> places, double base, MatrixView<T> E);

}  // namespace lectern::nn
