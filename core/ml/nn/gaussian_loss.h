#pragma once

#include <span>

#include "core/math/matrix.h"

namespace lectern::nn {

// The negative log-likelihood of targets t under normal distributions whose mean μ and log variance s are predicted:
//   v = e^s + floor,  L = (1/n) Σ_i ½ (log 2π + log v_i + (t_i − μ_i)²/v_i)   in nats
//   ∂L/∂μ = (μ − t)/(n v),  ∂L/∂s = e^s (1/v − (t − μ)²/v²)/(2n)
// Z  n × 2: μ and s;  t  n;  floor  the smallest variance, ≥ 0: it keeps one example that is hit exactly from making
// the loss −∞;  d_Z  n × 2, overwritten with ∂L/∂Z; not written if its data is null
// Without examples the loss is 0.
// Source: Nix, Weigend, Estimating the mean and variance of the target probability distribution (ICNN 1994).
template <typename T>
double gaussian_nll(ConstMatrixView<T> Z, std::span<const T> t, double floor, MatrixView<T> d_Z);

}  // namespace lectern::nn
