#include <algorithm>
#include <limits>

#include "core/ml/nn/layer.h"
#include "core/ml/nn/layer_support.h"
#include "core/simd/gemm.h"

namespace lectern::nn {
namespace {

// Y = a(X Wᵀ + b).   X n × I, W O × I, b O, Y n × O
//   d_Z = d_Y a'(Z);  d_W = d_Zᵀ X;  d_b = Σ_n d_Z;  d_X = d_Z W
// Source: Bishop, Pattern Recognition and Machine Learning (2006), §5.3.
template <typename T>
class DenseLayer final : public Layer<T> {
 public:
  DenseLayer(const DenseSpec& spec, const Shape& input)
      : Layer<T>("dense", input, {spec.units, 1, 1}, spec.activation), spec_(spec) {
    this->set_counts(spec.units * input.size(), spec.bias ? spec.units : 0);
  }

  void initialise(const Rng& rng, T* parameters, T*) const override {
    initialise_affine(spec_.initialisation, double(inputs()), double(spec_.units), rng, *this, parameters);
  }

  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const override {
    const MatrixView<T> Z = prepare_affine_output(*this, X.rows, context.keep_pre_activation, tape);
    const T* bias = spec_.bias ? context.parameters + this->weight_count() : nullptr;
    simd::gemm<T>(X, weights(context.parameters), bias, Z, {.transpose_b = simd::Transpose::yes}, context.pool);
    finish_affine_output(*this, Z, tape, context.pool);
  }

  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                MatrixView<T> d_X) const override {
    gradient_by_pre_activation(*this, tape, context.pool);
    const MatrixView<T> d_Z = tape.d_output;
    if (context.gradients) {
      const MatrixView<T> d_W(context.gradients, spec_.units, inputs());
      simd::gemm<T>(d_Z, X, nullptr, d_W, {.transpose_a = simd::Transpose::yes}, context.pool);
      if (spec_.bias) sum_rows<T>(d_Z, context.gradients + this->weight_count());
    }
    if (d_X.data) simd::gemm<T>(d_Z, weights(context.parameters), nullptr, d_X, {}, context.pool);
  }

 private:
  std::ptrdiff_t inputs() const { return this->input_shape().size(); }
  ConstMatrixView<T> weights(const T* parameters) const { return {parameters, spec_.units, inputs()}; }

  DenseSpec spec_;
};

}  // namespace

template <typename T>
Result<LayerPointer<T>> make_dense(const DenseSpec& spec, const Shape& input) {
  if (spec.units < 1 || spec.units > kMaxLayerSize) {
    return Error{"it has " + std::to_string(spec.units) + " units; 1 to " + std::to_string(kMaxLayerSize) +
                 " are allowed"};
  }
  return LayerPointer<T>(std::make_shared<DenseLayer<T>>(spec, input));
}

template Result<LayerPointer<float>> make_dense(const DenseSpec&, const Shape&);
template Result<LayerPointer<double>> make_dense(const DenseSpec&, const Shape&);

}  // namespace lectern::nn
