#pragma once

#include <array>
#include <span>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::nn {

enum class ActivationKind { identity, sigmoid, tanh, relu, leaky_relu, elu, gelu, softplus, softmax, log_softmax };

inline constexpr std::array<Named<ActivationKind>, 10> kActivations{{
    {ActivationKind::sigmoid, "sigmoid", "Sigmoid"},
    {ActivationKind::tanh, "tanh", "Tanh"},
    {ActivationKind::relu, "relu", "ReLU"},
    {ActivationKind::leaky_relu, "leaky_relu", "Leaky ReLU"},
    {ActivationKind::elu, "elu", "ELU"},
    {ActivationKind::gelu, "gelu", "GELU"},
    {ActivationKind::softplus, "softplus", "Softplus"},
    {ActivationKind::identity, "identity", "Linear"},
    {ActivationKind::softmax, "softmax", "Softmax"},
    {ActivationKind::log_softmax, "log_softmax", "Log-softmax"},
}};
// Those that act on each number by itself: the activations of hidden neurons.
inline constexpr std::span kHiddenActivations = std::span(kActivations).first<8>();

// A nonlinearity with its constants; constants of other kinds are ignored.
struct Activation {
  ActivationKind kind = ActivationKind::identity;
  double negative_slope = 0.01;  // leaky_relu, ≥ 0
  double alpha = 1;              // elu, > 0
  double beta = 1;               // softplus, > 0
  double threshold = 20;         // softplus: x itself where beta·x is larger

  bool operator==(const Activation&) const = default;
};

// Softmax and log-softmax look at a whole row; all others at one number.
bool is_row_wise(ActivationKind kind);

// Whether the gradient needs Z; all other kinds take it from Y alone.
bool needs_pre_activation(ActivationKind kind);

// Y = a(Z), the nonlinearity of a layer.
//   sigmoid 1/(1+e^-z) · tanh · relu max(0, z) · leaky_relu z or slope·z · elu z or alpha(e^z - 1)
//   gelu z/2 (1 + erf(z/√2)) · softplus log(1 + e^(beta z))/beta
//   softmax e^z_j / Σ_k e^z_k · log_softmax z_j - log Σ_k e^z_k, along each row
// Z, Y  n × k; Y is overwritten and may be Z
// Source: Bishop, Deep Learning: Foundations and Concepts (2024), §6.2; Hendrycks, Gimpel,
// Gaussian Error Linear Units (2016).
// Stability: nothing overflows for any finite Z; a NaN stays one.
template <typename T>
void activate(const Activation& activation, ConstMatrixView<T> Z, MatrixView<T> Y, ThreadPool* pool = nullptr);

// Chain rule through Y = a(Z): d becomes ∂L/∂Z.
// Z  n × k, read only where needs_pre_activation(kind), else may be empty
// Y  n × k, the result of activate
// d  n × k, holds ∂L/∂Y, overwritten with ∂L/∂Z
// At exactly z = 0: relu 0, leaky_relu its slope, elu alpha.
template <typename T>
void activation_gradient(const Activation& activation, ConstMatrixView<T> Z, ConstMatrixView<T> Y, MatrixView<T> d,
                         ThreadPool* pool = nullptr);

}  // namespace lectern::nn
