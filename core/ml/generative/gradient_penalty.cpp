#include "core/ml/generative/gradient_penalty.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/math/elementary.h"
#include "core/ml/nn/activation.h"
#include "core/ml/nn/layer_support.h"
#include "core/simd/gemm.h"

namespace lectern::generative {
namespace {

using nn::Activation, nn::ActivationKind;
using simd::Transpose;

constexpr double kInverseSqrt2Pi = 0.39894228040143267794;

bool is_bent(ActivationKind kind) {
  return kind != ActivationKind::identity && kind != ActivationKind::relu && kind != ActivationKind::leaky_relu;
}

// a''(z), of y = a(z).
template <typename T>
T curvature(const Activation& activation, T z, T y) {
  switch (activation.kind) {
    case ActivationKind::sigmoid: return y * (1 - y) * (1 - 2 * y);
    case ActivationKind::tanh: return -2 * y * (1 - y * y);
    case ActivationKind::elu: return z < 0 ? y + T(activation.alpha) : T(0);
    case ActivationKind::gelu: return T(kInverseSqrt2Pi) * math::exp(T(-0.5) * z * z) * (2 - z * z);
    case ActivationKind::softplus: {
      const T scaled = T(activation.beta) * z;
      if (scaled > T(activation.threshold)) return 0;
      const T slope = math::sigmoid(scaled);
      return T(activation.beta) * slope * (1 - slope);
    }
    default: return 0;
  }
}

// The place of layer i's weights and biases in the buffer of gradients.
template <typename T>
T* gradient_of(nn::Network<T>& network, std::span<const T> part) {
  return network.gradients().data() + (part.data() - std::as_const(network).gradients().data());
}

}  // namespace

template <typename T>
bool GradientPenalty<T>::applies_to(const nn::Network<T>& critic) {
  for (std::size_t i = 0; i < critic.layer_count(); ++i) {
    const nn::Layer<T>& layer = critic.layer(i);
    if (std::string_view(layer.name()) != "dense" || nn::is_row_wise(layer.activation().kind)) return false;
  }
  return critic.output_shape().size() == 1;
}

template <typename T>
double GradientPenalty<T>::add_gradient(nn::Network<T>& critic, ConstMatrixView<T> X, double weight, ThreadPool* pool) {
  const std::size_t layers = critic.layer_count();
  const std::ptrdiff_t n = X.rows;
  pass_.keep_pre_activations(true);
  critic.evaluate(pass_, X, pool);
  work_.resize(layers);
  const auto weights = [&](std::size_t l) {
    const nn::Layer<T>& layer = critic.layer(l);
    return ConstMatrixView<T>{critic.weights(l).data(), layer.output_shape().size(), layer.input_shape().size()};
  };
  const auto slope_through = [&](std::size_t l, MatrixView<T> d) {
    nn::activation_gradient<T>(critic.layer(l).activation(), pass_.pre_activations(l), pass_.activations(l), d, pool);
  };

  // From d to ∇_x d.
  by_input_.resize(n, X.cols);
  for (std::size_t l = 0; l < layers; ++l) {
    const std::ptrdiff_t width = critic.layer(l).output_shape().size();
    for (Matrix<T>* part : {&work_[l].by_output, &work_[l].by_preactivation, &work_[l].penalty}) part->resize(n, width);
  }
  work_.back().by_output.fill(T(1));
  for (std::size_t l = layers; l-- > 0;) {
    LayerWork& own = work_[l];
    std::copy_n(own.by_output.data(), own.by_output.size(), own.by_preactivation.data());
    slope_through(l, own.by_preactivation);
    simd::gemm<T>(own.by_preactivation, weights(l), nullptr, l == 0 ? by_input_ : work_[l - 1].by_output, {}, pool);
  }

  norms_.resize(static_cast<std::size_t>(n));
  double penalty = 0;
  carried_.resize(n, X.cols);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    double square = 0;
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) square += double(by_input_(i, j)) * double(by_input_(i, j));
    const double norm = std::sqrt(square);
    norms_[static_cast<std::size_t>(i)] = norm;
    penalty += (norm - 1) * (norm - 1);
    const double factor = norm > 0 ? 2 * weight * (norm - 1) / (norm * double(n)) : 0;
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) carried_(i, j) = T(factor * double(by_input_(i, j)));
  }

  // Forward through the second chain.
  bool bent = false;
  for (std::size_t l = 0; l < layers; ++l) {
    LayerWork& own = work_[l];
    const ConstMatrixView<T> W = weights(l);
    simd::gemm<T>(own.by_preactivation, carried_, nullptr,
                  {gradient_of(critic, critic.weight_gradients(l)), W.rows, W.cols},
                  {.transpose_a = Transpose::yes, .accumulate = true}, pool);
    simd::gemm<T>(carried_, W, nullptr, own.penalty, {.transpose_b = Transpose::yes}, pool);
    carried_ = own.penalty;
    slope_through(l, carried_);
    const Activation& activation = critic.layer(l).activation();
    bent = bent || is_bent(activation.kind);
    const ConstMatrixView<T> Z = pass_.pre_activations(l), Y = pass_.activations(l);
    for (std::ptrdiff_t i = 0; i < n; ++i)
      for (std::ptrdiff_t j = 0; j < W.rows; ++j)
        own.penalty(i, j) *= own.by_output(i, j) * curvature(activation, Z(i, j), Y(i, j));
  }

  // Backward through the first; nothing comes that way where no activation is bent.
  std::vector<T> biases;
  for (std::size_t l = bent ? layers : 0; l-- > 0;) {
    LayerWork& own = work_[l];
    if (l + 1 < layers) {
      carried_.resize(n, own.penalty.cols());
      simd::gemm<T>(work_[l + 1].penalty, weights(l + 1), nullptr, carried_, {}, pool);
      slope_through(l, carried_);
      for (std::ptrdiff_t k = 0; k < carried_.size(); ++k) own.penalty.data()[k] += carried_.data()[k];
    }
    const ConstMatrixView<T> W = weights(l);
    simd::gemm<T>(own.penalty, l == 0 ? X : pass_.activations(l - 1), nullptr,
                  {gradient_of(critic, critic.weight_gradients(l)), W.rows, W.cols},
                  {.transpose_a = Transpose::yes, .accumulate = true}, pool);
    if (critic.bias_gradients(l).empty()) continue;
    biases.resize(static_cast<std::size_t>(W.rows));
    nn::sum_rows<T>(own.penalty, biases.data());
    T* to = gradient_of(critic, critic.bias_gradients(l));
    for (std::size_t k = 0; k < biases.size(); ++k) to[k] += biases[k];
  }
  return penalty / double(n);
}

template class GradientPenalty<float>;
template class GradientPenalty<double>;

}  // namespace lectern::generative
