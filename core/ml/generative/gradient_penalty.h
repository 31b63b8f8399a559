#pragma once

#include <span>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/nn/network.h"

namespace lectern::generative {

// The gradient penalty that keeps a critic d from growing steeper than 1, and its exact gradient by the critic's
// parameters: backpropagation through the backpropagation that gives ∇_x d.
//   P = (1/n) Σ_i (|∇_x d(X_i)| − 1)²
// With z_l = W_l h_{l−1} + b_l, h_l = a(z_l), g_l = ∂d/∂h_l and δ_l = g_l a'(z_l), so that g_{l−1} = W_lᵀ δ_l and
// g_0 = ∇_x d, the derivatives of P run forward through the second chain and then backward through the first:
//   ∂P/∂δ_l = W_l ∂P/∂g_{l−1};  ∂P/∂g_l = a'(z_l) ∂P/∂δ_l;  ∂P/∂z_l = a''(z_l) g_l ∂P/∂δ_l + a'(z_l) W_{l+1}ᵀ
//   ∂P/∂z_{l+1} ∂P/∂W_l = Σ_i (δ_l ⊗ ∂P/∂g_{l−1} + ∂P/∂z_l ⊗ h_{l−1});  ∂P/∂b_l = Σ_i ∂P/∂z_l
// Source: Gulrajani et al., Improved Training of Wasserstein GANs (NeurIPS 2017), §4.
template <typename T>
class GradientPenalty {
 public:
  // Whether the gradient is known for such a critic: dense layers with activations that act on each number by itself,
  // and one output.
  static bool applies_to(const nn::Network<T>& critic);

  // Adds weight · ∂P/∂parameters to critic.gradients() and returns P. Kinks of piecewise linear activations count as
  // straight, and a vanishing gradient as one without direction.   X  n × in, n ≥ 1
  double add_gradient(nn::Network<T>& critic, ConstMatrixView<T> X, double weight, ThreadPool* pool = nullptr);

  // |∇_x d| of each row, of the last call.
  std::span<const double> norms() const { return norms_; }

 private:
  struct LayerWork {
    Matrix<T> by_output;         // n × out: g
    Matrix<T> by_preactivation;  // n × out: δ
    Matrix<T> penalty;           // n × out: ∂P/∂δ, then ∂P/∂z
  };

  nn::Pass<T> pass_;
  std::vector<LayerWork> work_;
  Matrix<T> by_input_;  // n × in: ∇_x d
  Matrix<T> carried_;   // ∂P/∂g on the way forward, then ∂P/∂h on the way back
  std::vector<double> norms_;
};

}  // namespace lectern::generative
