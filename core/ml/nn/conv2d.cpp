#include <algorithm>

#include "core/ml/nn/elementwise.h"
#include "core/ml/nn/layer.h"
#include "core/ml/nn/layer_support.h"
#include "core/simd/conv2d.h"

namespace lectern::nn {
namespace {

// The convolution from `from` to `to`, for the rows of a batch.
simd::Conv2dShape conv_shape(const Shape& from, const Shape& to, Pair kernel, Pair stride, Pair padding) {
  simd::Conv2dShape s;
  s.in_channels = from.channels;
  s.in_height = from.height;
  s.in_width = from.width;
  s.out_channels = to.channels;
  s.kernel_height = kernel.y;
  s.kernel_width = kernel.x;
  s.stride_y = stride.y;
  s.stride_x = stride.x;
  s.padding_y = padding.y;
  s.padding_x = padding.x;
  return s;
}

simd::Conv2dShape for_batch(simd::Conv2dShape shape, std::ptrdiff_t n) {
  shape.batch = n;
  return shape;
}

// Y = a(conv(X, W) + b).   X n × (C·H·W), W O × C × kh × kw, b O, Y n × (O·H'·W')
// Source: Goodfellow, Bengio, Courville, Deep Learning (2016), §9.1, §9.5.
template <typename T>
class Conv2dLayer final : public Layer<T> {
 public:
  Conv2dLayer(const Conv2dSpec& spec, const Shape& input, const Shape& output)
      : Layer<T>("conv2d", input, output, spec.activation),
        spec_(spec),
        shape_(conv_shape(input, output, spec.kernel, spec.stride, spec.padding)) {
    this->set_counts(shape_.weight_size(), spec.bias ? spec.channels : 0);
  }

  void initialise(const Rng& rng, T* parameters, T*) const override {
    const double window = double(spec_.kernel.y * spec_.kernel.x);
    initialise_affine(spec_.initialisation, window * double(shape_.in_channels), window * double(spec_.channels),
                      rng, *this, parameters);
  }

  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const override {
    const MatrixView<T> Z = prepare_affine_output(*this, X.rows, context.keep_pre_activation, tape);
    const T* bias = spec_.bias ? context.parameters + this->weight_count() : nullptr;
    simd::conv2d_forward(for_batch(shape_, X.rows), X.data, context.parameters, bias, Z.data, context.pool);
    finish_affine_output(*this, Z, tape, context.pool);
  }

  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                MatrixView<T> d_X) const override {
    gradient_by_pre_activation(*this, tape, context.pool);
    const simd::Conv2dShape shape = for_batch(shape_, X.rows);
    const T* d_Z = tape.d_output.data();
    if (context.gradients) {
      T* d_bias = spec_.bias ? context.gradients + this->weight_count() : nullptr;
      simd::conv2d_gradient_weight(shape, X.data, d_Z, context.gradients, d_bias, context.pool);
    }
    if (d_X.data) simd::conv2d_gradient_input(shape, d_Z, context.parameters, d_X.data, context.pool);
  }

 private:
  Conv2dSpec spec_;
  simd::Conv2dShape shape_;
};

// y[p] += bias of its channel, and back: sums over batch and plane in ascending order.
template <typename T>
void add_channel_bias(const T* bias, std::ptrdiff_t channels, std::ptrdiff_t plane, MatrixView<T> Y) {
  for (std::ptrdiff_t n = 0; n < Y.rows; ++n) {
    for (std::ptrdiff_t c = 0; c < channels; ++c) {
      T* y = Y.row(n) + c * plane;
      map_array(y, y, plane, [b = bias[c]](auto v) { return v + b; });
    }
  }
}

template <typename T>
void sum_channels(ConstMatrixView<T> D, std::ptrdiff_t channels, std::ptrdiff_t plane, T* d_bias) {
  std::fill_n(d_bias, channels, T(0));
  for (std::ptrdiff_t n = 0; n < D.rows; ++n) {
    for (std::ptrdiff_t c = 0; c < channels; ++c) {
      const T* d = D.row(n) + c * plane;
      for (std::ptrdiff_t p = 0; p < plane; ++p) d_bias[c] += d[p];
    }
  }
}

// The transposed convolution is the input gradient of the convolution that maps its output back to
// its input, so each of the three passes is one of that convolution's.
//   y[n,o,i·s-p+a,j·s-p+b] += x[n,c,i,j] · W[c,o,a,b]
// X n × (C·H·W), W C × O × kh × kw, b O, Y n × (O·H'·W')
// Source: Dumoulin, Visin, A guide to convolution arithmetic for deep learning (2016), ch. 4.
template <typename T>
class ConvTranspose2dLayer final : public Layer<T> {
 public:
  ConvTranspose2dLayer(const ConvTranspose2dSpec& spec, const Shape& input, const Shape& output)
      : Layer<T>("conv_transpose2d", input, output, spec.activation),
        spec_(spec),
        back_(conv_shape(output, input, spec.kernel, spec.stride, spec.padding)) {
    this->set_counts(back_.weight_size(), spec.bias ? spec.channels : 0);
  }

  void initialise(const Rng& rng, T* parameters, T*) const override {
    const double window = double(spec_.kernel.y * spec_.kernel.x);
    initialise_affine(spec_.initialisation, window * double(back_.out_channels), window * double(spec_.channels),
                      rng, *this, parameters);
  }

  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const override {
    const MatrixView<T> Z = prepare_affine_output(*this, X.rows, context.keep_pre_activation, tape);
    simd::conv2d_gradient_input(for_batch(back_, X.rows), X.data, context.parameters, Z.data, context.pool);
    if (spec_.bias) add_channel_bias<T>(context.parameters + this->weight_count(), spec_.channels, plane(), Z);
    finish_affine_output(*this, Z, tape, context.pool);
  }

  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                MatrixView<T> d_X) const override {
    gradient_by_pre_activation(*this, tape, context.pool);
    const simd::Conv2dShape shape = for_batch(back_, X.rows);
    const T* d_Z = tape.d_output.data();
    if (context.gradients) {
      T* none = nullptr;
      simd::conv2d_gradient_weight(shape, d_Z, X.data, context.gradients, none, context.pool);
      if (spec_.bias) {
        sum_channels<T>(tape.d_output, spec_.channels, plane(), context.gradients + this->weight_count());
      }
    }
    if (d_X.data) {
      const T* no_bias = nullptr;
      simd::conv2d_forward(shape, d_Z, context.parameters, no_bias, d_X.data, context.pool);
    }
  }

 private:
  std::ptrdiff_t plane() const { return this->output_shape().plane(); }

  ConvTranspose2dSpec spec_;
  simd::Conv2dShape back_;  // from this layer's output to its input
};

std::string channel_problem(std::ptrdiff_t channels) {
  if (channels >= 1 && channels <= 4096) return {};
  return "it has " + std::to_string(channels) + " output channels; 1 to 4096 are allowed";
}

std::string size_problem(const Shape& output) {
  if (output.size() <= kMaxLayerSize) return {};
  return "its output of " + to_string(output) + " is larger than the " + std::to_string(kMaxLayerSize) +
         " numbers allowed";
}

}  // namespace

template <typename T>
Result<LayerPointer<T>> make_conv2d(const Conv2dSpec& spec, const Shape& input) {
  std::string problem = channel_problem(spec.channels);
  if (problem.empty()) problem = window_problem(input, spec.kernel, spec.stride, spec.padding);
  if (!problem.empty()) return Error{problem};
  const Shape output{spec.channels, windows_along(input.height, spec.kernel.y, spec.stride.y, spec.padding.y),
                     windows_along(input.width, spec.kernel.x, spec.stride.x, spec.padding.x)};
  problem = size_problem(output);
  if (!problem.empty()) return Error{problem};
  return LayerPointer<T>(std::make_shared<Conv2dLayer<T>>(spec, input, output));
}

template <typename T>
Result<LayerPointer<T>> make_conv_transpose2d(const ConvTranspose2dSpec& spec, const Shape& input) {
  const Pair& extra = spec.output_padding;
  if (extra.y < 0 || extra.x < 0 || extra.y >= spec.stride.y || extra.x >= spec.stride.x) {
    return Error{"its output padding is " + to_string(extra) + "; it must be less than the stride of " +
                 to_string(spec.stride)};
  }
  const Shape output{spec.channels,
                     (input.height - 1) * spec.stride.y - 2 * spec.padding.y + spec.kernel.y + extra.y,
                     (input.width - 1) * spec.stride.x - 2 * spec.padding.x + spec.kernel.x + extra.x};
  std::string problem = channel_problem(spec.channels);
  if (problem.empty()) problem = window_problem(output, spec.kernel, spec.stride, spec.padding);
  if (problem.empty()) problem = size_problem(output);
  if (!problem.empty()) return Error{problem};
  return LayerPointer<T>(std::make_shared<ConvTranspose2dLayer<T>>(spec, input, output));
}

template Result<LayerPointer<float>> make_conv2d(const Conv2dSpec&, const Shape&);
template Result<LayerPointer<double>> make_conv2d(const Conv2dSpec&, const Shape&);
template Result<LayerPointer<float>> make_conv_transpose2d(const ConvTranspose2dSpec&, const Shape&);
template Result<LayerPointer<double>> make_conv_transpose2d(const ConvTranspose2dSpec&, const Shape&);

}  // namespace lectern::nn
