#include <algorithm>
#include <utility>

#include "core/ml/nn/elementwise.h"
#include "core/ml/nn/layer.h"
#include "core/ml/nn/layer_support.h"
#include "core/simd/conv2d.h"

namespace lectern::nn {
namespace {

// The convolution from `from` to `to`.
template <typename Spec>
simd::Conv2dShape conv_shape(const Spec& spec, const Shape& from, const Shape& to) {
  auto s = simd_windows<simd::Conv2dShape>(from, spec);
  s.in_channels = from.channels;
  s.out_channels = to.channels;
  return s;
}

// Y = a(conv(X, W) + b).   X n × (C·H·W), W O × C × kh × kw, b O, Y n × (O·H'·W')
// Source: Goodfellow, Bengio, Courville, Deep Learning (2016), §9.1, §9.5.
struct Convolution {
  using Spec = Conv2dSpec;
  static constexpr const char* kName = "conv2d";

  static simd::Conv2dShape shape(const Spec& spec, const Shape& input, const Shape& output) {
    return conv_shape(spec, input, output);
  }

  // Z = conv(X, W) + b.   b, d_b: null without a bias
  template <typename T>
  static void forward(const simd::Conv2dShape& s, const T* X, const T* W, const T* b, T* Z, ThreadPool* pool) {
    simd::conv2d_forward(s, X, W, b, Z, pool);
  }
  template <typename T>
  static void parameter_gradients(const simd::Conv2dShape& s, const T* X, const T* d_Z, T* d_W, T* d_b,
                                  ThreadPool* pool) {
    simd::conv2d_gradient_weight(s, X, d_Z, d_W, d_b, pool);
  }
  template <typename T>
  static void input_gradient(const simd::Conv2dShape& s, const T* d_Z, const T* W, T* d_X, ThreadPool* pool) {
    simd::conv2d_gradient_input(s, d_Z, W, d_X, pool);
  }
};

// Calls visit(channel, its plane) for every channel of a batch of pictures (n × channels × plane), in their order.
template <typename T, typename Visit>
void for_each_plane(const simd::Conv2dShape& pictures, T* numbers, Visit visit) {
  const std::ptrdiff_t plane = pictures.in_height * pictures.in_width;
  for (std::ptrdiff_t n = 0; n < pictures.batch; ++n) {
    for (std::ptrdiff_t c = 0; c < pictures.in_channels; ++c, numbers += plane) visit(c, numbers, plane);
  }
}

// Adds the numbers of each of kPlanes planes to its sum, in their order.
template <std::ptrdiff_t kPlanes, typename T>
void add_planes(const T* planes, std::ptrdiff_t size, T* sums) {
  T sum[kPlanes];
  std::copy_n(sums, kPlanes, sum);
  for (std::ptrdiff_t p = 0; p < size; ++p) {
    for (std::ptrdiff_t k = 0; k < kPlanes; ++k) sum[k] += planes[k * size + p];
  }
  std::copy_n(sum, kPlanes, sums);
}

// The transposed convolution is the input gradient of the convolution that maps its output back to
// its input, so each of the three passes is one of that convolution's.
//   y[n,o,i·s-p+a,j·s-p+b] += x[n,c,i,j] · W[c,o,a,b]
// X n × (C·H·W), W C × O × kh × kw, b O, Y n × (O·H'·W')
// Source: Dumoulin, Visin, A guide to convolution arithmetic for deep learning (2016), ch. 4.
struct TransposedConvolution {
  using Spec = ConvTranspose2dSpec;
  static constexpr const char* kName = "conv_transpose2d";

  // From the layer's output to its input.
  static simd::Conv2dShape shape(const Spec& spec, const Shape& input, const Shape& output) {
    return conv_shape(spec, output, input);
  }

  template <typename T>
  static void forward(const simd::Conv2dShape& s, const T* X, const T* W, const T* b, T* Z, ThreadPool* pool) {
    simd::conv2d_gradient_input(s, X, W, Z, pool);
    if (!b) return;
    for_each_plane(s, Z, [b](std::ptrdiff_t c, T* z, std::ptrdiff_t size) {
      map_array(z, z, size, [bias = b[c]](auto v) { return v + bias; });
    });
  }
  // d_b sums over batch and plane in ascending order.
  template <typename T>
  static void parameter_gradients(const simd::Conv2dShape& s, const T* X, const T* d_Z, T* d_W, T* d_b,
                                  ThreadPool* pool) {
    T* const none = nullptr;
    simd::conv2d_gradient_weight(s, d_Z, X, d_W, none, pool);
    if (!d_b) return;
    std::fill_n(d_b, s.in_channels, T(0));
    const std::ptrdiff_t plane = s.in_height * s.in_width;
    for (std::ptrdiff_t n = 0; n < s.batch; ++n, d_Z += s.in_size()) {
      // Several sums at once, none of which waits for another.
      constexpr std::ptrdiff_t kAtOnce = 4;
      std::ptrdiff_t c = 0;
      for (; c + kAtOnce <= s.in_channels; c += kAtOnce) add_planes<kAtOnce>(d_Z + c * plane, plane, d_b + c);
      for (; c < s.in_channels; ++c) add_planes<1>(d_Z + c * plane, plane, d_b + c);
    }
  }
  template <typename T>
  static void input_gradient(const simd::Conv2dShape& s, const T* d_Z, const T* W, T* d_X, ThreadPool* pool) {
    const T* const no_bias = nullptr;
    simd::conv2d_forward(s, d_Z, W, no_bias, d_X, pool);
  }
};

// Weights, a bias for each channel and an activation around the maps of a Convolution or a TransposedConvolution.
template <typename T, typename Maps>
class ConvolutionLayer final : public Layer<T> {
 public:
  using Spec = typename Maps::Spec;

  ConvolutionLayer(const Spec& spec, const Shape& input, const Shape& output)
      : Layer<T>(Maps::kName, input, output, spec.activation), spec_(spec), shape_(Maps::shape(spec, input, output)) {
    this->set_counts(shape_.weight_size(), spec.bias ? spec.channels : 0);
    this->set_windows(spec);
  }

  void initialise(const Rng& rng, T* parameters, T*) const override {
    const double window = double(spec_.kernel.y * spec_.kernel.x);
    initialise_affine(spec_.initialisation, window * double(this->input_shape().channels),
                      window * double(spec_.channels), rng, *this, parameters);
  }

  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const override {
    const MatrixView<T> Z = prepare_affine_output(*this, X.rows, context.keep_pre_activation, tape);
    const T* W = context.parameters;
    Maps::template forward<T>(for_batch(X.rows), X.data, W, bias_behind(W), Z.data, context.pool);
    finish_affine_output(*this, Z, tape, context.pool);
  }

  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                MatrixView<T> d_X) const override {
    gradient_by_pre_activation(*this, tape, context.pool);
    const simd::Conv2dShape shape = for_batch(X.rows);
    const T* d_Z = tape.d_output.data();
    if (T* d_W = context.gradients)
      Maps::template parameter_gradients<T>(shape, X.data, d_Z, d_W, bias_behind(d_W), context.pool);
    if (d_X.data) Maps::template input_gradient<T>(shape, d_Z, context.parameters, d_X.data, context.pool);
  }

 private:
  simd::Conv2dShape for_batch(std::ptrdiff_t n) const {
    simd::Conv2dShape shape = shape_;
    shape.batch = n;
    return shape;
  }
  // Parameters, or gradients by them; null without a bias.
  template <typename U>
  U* bias_behind(U* weights) const {
    return spec_.bias ? weights + this->weight_count() : nullptr;
  }

  Spec spec_;
  simd::Conv2dShape shape_;
};

// Why there cannot be windows over these pictures, or "" where there can.
template <typename Spec>
std::string problem_over(const Shape& pictures, const Spec& spec) {
  if (spec.channels < 1 || spec.channels > 4096)
    return "it has " + std::to_string(spec.channels) + " output channels; 1 to 4096 are allowed";
  return window_problem(pictures, spec.kernel, spec.stride, spec.padding);
}

template <typename T, typename Maps>
Result<LayerPointer<T>> make_convolution(const typename Maps::Spec& spec, const Shape& input, const Shape& output) {
  if (output.size() > kMaxLayerSize) {
    return Error{"its output of " + to_string(output) + " is larger than the " + std::to_string(kMaxLayerSize) +
                 " numbers allowed"};
  }
  return LayerPointer<T>(std::make_shared<ConvolutionLayer<T, Maps>>(spec, input, output));
}

}  // namespace

template <typename T>
Result<LayerPointer<T>> make_conv2d(const Conv2dSpec& spec, const Shape& input) {
  if (std::string problem = problem_over(input, spec); !problem.empty()) return Error{std::move(problem)};
  return make_convolution<T, Convolution>(spec, input, windows_over(input, spec, spec.channels));
}

template <typename T>
Result<LayerPointer<T>> make_conv_transpose2d(const ConvTranspose2dSpec& spec, const Shape& input) {
  const Pair& extra = spec.output_padding;
  if (extra.y < 0 || extra.x < 0 || extra.y >= spec.stride.y || extra.x >= spec.stride.x) {
    return Error{"its output padding is " + to_string(extra) + "; it must be less than the stride of " +
                 to_string(spec.stride)};
  }
  const Shape output{spec.channels, (input.height - 1) * spec.stride.y - 2 * spec.padding.y + spec.kernel.y + extra.y,
                     (input.width - 1) * spec.stride.x - 2 * spec.padding.x + spec.kernel.x + extra.x};
  if (std::string problem = problem_over(output, spec); !problem.empty()) return Error{std::move(problem)};
  return make_convolution<T, TransposedConvolution>(spec, input, output);
}

template Result<LayerPointer<float>> make_conv2d(const Conv2dSpec&, const Shape&);
template Result<LayerPointer<double>> make_conv2d(const Conv2dSpec&, const Shape&);
template Result<LayerPointer<float>> make_conv_transpose2d(const ConvTranspose2dSpec&, const Shape&);
template Result<LayerPointer<double>> make_conv_transpose2d(const ConvTranspose2dSpec&, const Shape&);

}  // namespace lectern::nn
