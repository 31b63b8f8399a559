#pragma once

#include "core/math/matrix.h"

namespace lectern::nn {

// Correlations of the units of a layer over a set of samples,
//   r_jk = Σ_i (a_ij − ā_j)(a_ik − ā_k) / (n s_j s_k).
// A  n × h  activations
// R  h × h  resized and overwritten; NaN in the row and column of a unit that does not vary
// dropout p, in [0, 1): the correlations of a_j m_j and a_k m_k for j ≠ k, with the masks m of dropout, 0 or 1/(1 − p),
// drawn independently: the covariances stay, while each variance grows to s_j² + (s_j² + ā_j²) p / (1 − p).
void unit_correlations(ConstMatrixView<float> A, Matrix<double>& R, double dropout = 0);

// The mean of |r_jk| over all pairs j < k that have one; NaN without such a pair.
double mean_correlation(const Matrix<double>& R);

// In how many directions the activations of a layer vary: the participation ratio (Σ λ)² / Σ λ² of the eigenvalues of
// their covariance, which is (tr C)² / ‖C‖²; 1 where all units rise and fall together, h where they vary independently
// and alike. NaN where nothing varies.
//   A  n × h
double varied_directions(ConstMatrixView<float> A);

}  // namespace lectern::nn
