#pragma once

#include <span>

#include "core/ml/nn/layer.h"

// What several kinds of layers share.
namespace lectern::nn {

// The most numbers one layer may put out for one sample.
inline constexpr std::ptrdiff_t kMaxLayerSize = 1 << 20;

// out[c] = Σ_r D_rc.   D n × k; out k values, overwritten
// Numerical note: each sum runs over rows in ascending order.
template <typename T>
void sum_rows(ConstMatrixView<T> D, T* out);

// Weights drawn by `initialisation`, biases zero.
template <typename T>
void initialise_affine(const Initialisation& initialisation, double fan_in, double fan_out, const Rng& rng,
                       const Layer<T>& layer, T* parameters) {
  Rng own = rng;
  nn::initialise(initialisation, fan_in, fan_out, own,
                 std::span<T>(parameters, static_cast<std::size_t>(layer.weight_count())));
  std::fill_n(parameters + layer.weight_count(), layer.bias_count(), T(0));
}

// Sizes the tape's output for n samples and returns where the affine part is to be written: the
// output itself when nobody needs the pre-activation afterwards.
template <typename T>
MatrixView<T> prepare_affine_output(const Layer<T>& layer, std::ptrdiff_t n, bool keep, LayerTape<T>& tape) {
  const std::ptrdiff_t size = layer.output_shape().size();
  tape.output.resize(n, size);
  const ActivationKind kind = layer.activation().kind;
  if (!keep && !needs_pre_activation(kind)) {
    tape.pre_activation.resize(0, 0);
    return tape.output;
  }
  tape.pre_activation.resize(n, size);
  return tape.pre_activation;
}

// Applies the activation to what was written where prepare_affine_output said.
template <typename T>
void finish_affine_output(const Layer<T>& layer, MatrixView<T> Z, LayerTape<T>& tape, ThreadPool* pool) {
  if (layer.activation().kind == ActivationKind::identity && Z.data == tape.output.data()) return;
  activate<T>(layer.activation(), Z, tape.output, pool);
}

// tape.d_output: ∂L/∂output becomes ∂L/∂pre-activation.
template <typename T>
void gradient_by_pre_activation(const Layer<T>& layer, LayerTape<T>& tape, ThreadPool* pool) {
  activation_gradient<T>(layer.activation(), tape.pre_activation, tape.output, tape.d_output, pool);
}

// The size of a convolution or pooling window's output along one axis, floor((in + 2p - k)/s) + 1, or 0
// when no window fits.
inline std::ptrdiff_t windows_along(std::ptrdiff_t in, std::ptrdiff_t kernel, std::ptrdiff_t stride,
                                    std::ptrdiff_t padding) {
  const std::ptrdiff_t room = in + 2 * padding - kernel;
  return room < 0 ? 0 : room / stride + 1;
}

// The pictures that windows over `input` make, `channels` of them. Spec: any with kernel, stride and padding.
template <typename Spec>
Shape windows_over(const Shape& input, const Spec& spec, std::ptrdiff_t channels) {
  return {channels, windows_along(input.height, spec.kernel.y, spec.stride.y, spec.padding.y),
          windows_along(input.width, spec.kernel.x, spec.stride.x, spec.padding.x)};
}

// The same windows as core/simd takes them: a Conv2dShape or a Pool2dShape without channels and batch.
template <typename SimdShape, typename Spec>
SimdShape simd_windows(const Shape& input, const Spec& spec) {
  SimdShape s;
  s.in_height = input.height;
  s.in_width = input.width;
  s.kernel_height = spec.kernel.y;
  s.kernel_width = spec.kernel.x;
  s.stride_y = spec.stride.y;
  s.stride_x = spec.stride.x;
  s.padding_y = spec.padding.y;
  s.padding_x = spec.padding.x;
  return s;
}

// The sentence that says why a window cannot be laid over the input, or "" when it can.
std::string window_problem(const Shape& input, Pair kernel, Pair stride, Pair padding);

}  // namespace lectern::nn
