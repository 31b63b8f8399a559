#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"

namespace lectern::nn {

enum class LossKind { mse, mae, bce, bce_with_logits, softmax_cross_entropy, hinge, squared_hinge, huber };

inline constexpr std::array<Named<LossKind>, 8> kLosses{{
    {LossKind::mse, "mse", "Squared error"},
    {LossKind::mae, "mae", "Absolute error"},
    {LossKind::bce, "bce", "Binary cross-entropy"},
    {LossKind::bce_with_logits, "bce_with_logits", "Binary cross-entropy of logits"},
    {LossKind::softmax_cross_entropy, "softmax_cross_entropy", "Softmax cross-entropy"},
    {LossKind::hinge, "hinge", "Hinge"},
    {LossKind::squared_hinge, "squared_hinge", "Squared hinge"},
    {LossKind::huber, "huber", "Huber"},
}};

// mean divides by n·k, for softmax_cross_entropy by n.
enum class Reduction { mean, sum };

struct Loss {
  LossKind kind = LossKind::mse;
  Reduction reduction = Reduction::mean;
  double delta = 1;  // huber, > 0
};

// The cost of predictions z against targets t, and its gradient.
//   mse (z-t)² · mae |z-t| · huber (z-t)²/2 where |z-t| ≤ delta, else delta(|z-t| - delta/2)
//   bce -(t log z + (1-t) log(1-z)) · bce_with_logits the same of sigmoid(z)
//   hinge max(0, 1-tz) · squared_hinge its square, t = ±1
//   softmax_cross_entropy -Σ_k t_k log softmax(z)_k, t a distribution in each row
// Z    n × k  predictions (logits where the formula has sigmoid or softmax)
// t    n × k  targets
// d_Z  n × k  overwritten with ∂loss/∂Z; not written if its data is null; must not overlap Z or t
// Sources: Bishop, Pattern Recognition and Machine Learning (2006), §4.3, §7.1; Huber, Robust
// Estimation of a Location Parameter (1964).
// Stability: logits are never exponentiated unshifted; the logarithms of bce are cut at -100.
template <typename T>
double loss_and_gradient(const Loss& loss, ConstMatrixView<T> Z, ConstMatrixView<T> t, MatrixView<T> d_Z);

// Softmax cross-entropy against class indices.
//   loss = -Σ_i log softmax(Z_i)[y_i], divided by n for mean
// Z n × k logits;  y n labels in [0, k);  d_Z n × k as above
// Source: Bishop, Pattern Recognition and Machine Learning (2006), §4.3.4.
// Stability: the row maximum is subtracted before exp.
template <typename T>
double softmax_cross_entropy(ConstMatrixView<T> Z, std::span<const std::int32_t> y, MatrixView<T> d_Z,
                             Reduction reduction = Reduction::mean);

// The divergence of a variational encoder's Gaussian from another, both diagonal:
//   KL_i = ½ Σ_d (log σ₂² - log σ₁² + (σ₁² + (μ₁-μ₂)²)/σ₂² - 1), σ² = e^logvar
// summed over i, divided by n for mean. Without μ₂ and logvar₂ (data null) the second is N(0, 1).
// All matrices n × d. Gradients are overwritten; those of the second are not written without it.
// per_sample  n values KL_i, overwritten
// Source: Kingma, Welling, Auto-Encoding Variational Bayes (2014), appendix B.
template <typename T>
struct GaussianDivergence {
  ConstMatrixView<T> mu, logvar;
  ConstMatrixView<T> mu2, logvar2;
  MatrixView<T> d_mu, d_logvar;
  MatrixView<T> d_mu2, d_logvar2;
  std::span<T> per_sample;
};
template <typename T>
double kl_gaussian(const GaussianDivergence<T>& arrays, Reduction reduction = Reduction::mean);

}  // namespace lectern::nn
