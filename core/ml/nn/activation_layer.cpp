#include <algorithm>

#include "core/ml/nn/layer.h"
#include "core/ml/nn/layer_support.h"

namespace lectern::nn {
namespace {

// Y = a(X) where no dense or convolution layer stands before to fuse it into.
template <typename T>
class ActivationLayer final : public Layer<T> {
 public:
  ActivationLayer(const ActivationSpec& spec, const Shape& input)
      : Layer<T>("activation", input, input, spec.activation) {}

  void initialise(const Rng&, T*, T*) const override {}

  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const override {
    tape.output.resize(X.rows, X.cols);
    activate<T>(this->activation(), X, tape.output, context.pool);
  }

  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                MatrixView<T> d_X) const override {
    activation_gradient<T>(this->activation(), X, tape.output, tape.d_output, context.pool);
    if (d_X.data) std::copy_n(tape.d_output.data(), tape.d_output.size(), d_X.data);
  }
};

}  // namespace

template <typename T>
Result<LayerPointer<T>> make_activation(const ActivationSpec& spec, const Shape& input) {
  return LayerPointer<T>(std::make_shared<ActivationLayer<T>>(spec, input));
}

template Result<LayerPointer<float>> make_activation(const ActivationSpec&, const Shape&);
template Result<LayerPointer<double>> make_activation(const ActivationSpec&, const Shape&);

}  // namespace lectern::nn
