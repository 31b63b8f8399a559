#include "core/simd/pool2d.h"

#include "core/ml/nn/layer.h"
#include "core/ml/nn/layer_support.h"

namespace lectern::nn {
namespace {

template <typename Spec>
simd::Pool2dShape pool_shape(const Spec& spec, const Shape& input, std::ptrdiff_t n) {
  auto s = simd_windows<simd::Pool2dShape>(input, spec);
  s.planes = n * input.channels;
  return s;
}

// Each window's largest value; see simd::max_pool2d_forward.
template <typename T>
class MaxPool2dLayer final : public Layer<T> {
 public:
  MaxPool2dLayer(const MaxPool2dSpec& spec, const Shape& input, const Shape& output)
      : Layer<T>("max_pool2d", input, output), spec_(spec) {
    this->set_windows(spec);
  }

  void initialise(const Rng&, T*, T*) const override {}

  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const override {
    tape.output.resize(X.rows, this->output_shape().size());
    tape.argmax.resize(static_cast<std::size_t>(tape.output.size()));
    simd::max_pool2d_forward(pool_shape(spec_, this->input_shape(), X.rows), X.data, tape.output.data(),
                             tape.argmax.data(), context.pool);
  }

  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                MatrixView<T> d_X) const override {
    if (!d_X.data) return;
    simd::max_pool2d_gradient<T>(pool_shape(spec_, this->input_shape(), X.rows), tape.d_output.data(),
                                 tape.argmax.data(), d_X.data, context.pool);
  }

 private:
  MaxPool2dSpec spec_;
};

// Each window's mean; see simd::avg_pool2d_forward.
template <typename T>
class AvgPool2dLayer final : public Layer<T> {
 public:
  AvgPool2dLayer(const AvgPool2dSpec& spec, const Shape& input, const Shape& output)
      : Layer<T>("avg_pool2d", input, output), spec_(spec) {
    this->set_windows(spec);
  }

  void initialise(const Rng&, T*, T*) const override {}

  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const override {
    tape.output.resize(X.rows, this->output_shape().size());
    simd::avg_pool2d_forward(pool_shape(spec_, this->input_shape(), X.rows), spec_.count_include_pad, X.data,
                             tape.output.data(), context.pool);
  }

  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                MatrixView<T> d_X) const override {
    if (!d_X.data) return;
    simd::avg_pool2d_gradient<T>(pool_shape(spec_, this->input_shape(), X.rows), spec_.count_include_pad,
                                 tape.d_output.data(), d_X.data, context.pool);
  }

 private:
  AvgPool2dSpec spec_;
};

template <typename T, template <typename> class LayerType, typename Spec>
Result<LayerPointer<T>> make_pool(const Spec& spec, const Shape& input) {
  std::string problem = window_problem(input, spec.kernel, spec.stride, spec.padding);
  if (problem.empty() && (2 * spec.padding.y > spec.kernel.y || 2 * spec.padding.x > spec.kernel.x)) {
    problem =
        "its padding of " + to_string(spec.padding) + " is more than half its kernel of " + to_string(spec.kernel);
  }
  if (!problem.empty()) return Error{problem};
  return LayerPointer<T>(std::make_shared<LayerType<T>>(spec, input, windows_over(input, spec, input.channels)));
}

}  // namespace

template <typename T>
Result<LayerPointer<T>> make_max_pool2d(const MaxPool2dSpec& spec, const Shape& input) {
  return make_pool<T, MaxPool2dLayer>(spec, input);
}

template <typename T>
Result<LayerPointer<T>> make_avg_pool2d(const AvgPool2dSpec& spec, const Shape& input) {
  return make_pool<T, AvgPool2dLayer>(spec, input);
}

template Result<LayerPointer<float>> make_max_pool2d(const MaxPool2dSpec&, const Shape&);
template Result<LayerPointer<double>> make_max_pool2d(const MaxPool2dSpec&, const Shape&);
template Result<LayerPointer<float>> make_avg_pool2d(const AvgPool2dSpec&, const Shape&);
template Result<LayerPointer<double>> make_avg_pool2d(const AvgPool2dSpec&, const Shape&);

}  // namespace lectern::nn
