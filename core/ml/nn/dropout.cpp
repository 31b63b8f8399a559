#include "core/ml/nn/dropout.h"

#include <algorithm>

#include "core/math/rng.h"
#include "core/ml/nn/elementwise.h"
#include "core/ml/nn/layer.h"

namespace lectern::nn {
namespace {

// Dropout while training, the identity when evaluating. tape.scratch holds the scaled mask, n × size.
template <typename T>
class DropoutLayer final : public Layer<T> {
 public:
  DropoutLayer(const DropoutSpec& spec, const Shape& input) : Layer<T>("dropout", input, input), spec_(spec) {}

  void initialise(const Rng&, T*, T*) const override {}

  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const override {
    tape.output.resize(X.rows, X.cols);
    tape.trained = context.training;
    if (!tape.trained) {
      std::copy_n(X.data, X.size(), tape.output.data());
      return;
    }
    tape.scratch.resize(static_cast<std::size_t>(X.size()));
    draw_dropout_mask(spec_.probability, *context.rng, tape.scratch.data(), X.size());
    apply_dropout_mask(X.data, tape.scratch.data(), tape.output.data(), X.size());
  }

  void backward(const BackwardContext<T>&, ConstMatrixView<T> X, LayerTape<T>& tape, MatrixView<T> d_X) const override {
    if (!d_X.data) return;
    if (tape.trained) {
      apply_dropout_mask<T>(tape.d_output.data(), tape.scratch.data(), d_X.data, X.size());
    } else {
      std::copy_n(tape.d_output.data(), X.size(), d_X.data);
    }
  }

 private:
  DropoutSpec spec_;
};

}  // namespace

template <typename T>
void draw_dropout_mask(double probability, Rng& rng, T* mask, std::ptrdiff_t n) {
  const T kept = T(1 / (1 - probability));
  const float threshold = static_cast<float>(probability);
  for (std::ptrdiff_t i = 0; i < n; ++i) mask[i] = rng.uniform_float() < threshold ? T(0) : kept;
}

template <typename T>
void apply_dropout_mask(const T* in, const T* mask, T* out, std::ptrdiff_t n) {
  map_arrays(in, mask, out, n, [](auto v, auto m) { return v * m; });
}

template <typename T>
Result<LayerPointer<T>> make_dropout(const DropoutSpec& spec, const Shape& input) {
  if (!(spec.probability >= 0 && spec.probability < 1)) {
    return Error{"its probability is " + std::to_string(spec.probability) +
                 "; 0 up to but not including 1 are allowed"};
  }
  return LayerPointer<T>(std::make_shared<DropoutLayer<T>>(spec, input));
}

template void draw_dropout_mask(double, Rng&, float*, std::ptrdiff_t);
template void draw_dropout_mask(double, Rng&, double*, std::ptrdiff_t);
template void apply_dropout_mask(const float*, const float*, float*, std::ptrdiff_t);
template void apply_dropout_mask(const double*, const double*, double*, std::ptrdiff_t);
template Result<LayerPointer<float>> make_dropout(const DropoutSpec&, const Shape&);
template Result<LayerPointer<double>> make_dropout(const DropoutSpec&, const Shape&);

}  // namespace lectern::nn
