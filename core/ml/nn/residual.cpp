#include <algorithm>
#include <optional>
#include <utility>

#include "core/ml/nn/chain.h"
#include "core/ml/nn/elementwise.h"
#include "core/ml/nn/layer_support.h"

namespace lectern::nn {
namespace {

template <typename T>
void add_into(const Matrix<T>& summand, MatrixView<T> sum) {
  map_arrays(sum.data, summand.data(), sum.data, sum.size(), [](auto a, auto b) { return a + b; });
}

// y = a(body(x) + skip(x)), skip the identity or a chain of its own.
// Parameters: those of the body, then those of the skip.
// Source: He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition (CVPR 2016), §3.
template <typename T>
class ResidualLayer final : public Layer<T> {
 public:
  ResidualLayer(Chain<T> body, std::optional<Chain<T>> skip, const Activation& activation)
      : Layer<T>("residual", body.input_shape(), body.output_shape(), activation),
        body_(std::move(body)),
        skip_(std::move(skip)) {
    this->set_counts(body_.parameter_count() + (skip_ ? skip_->parameter_count() : 0), 0,
                     body_.statistics_count() + (skip_ ? skip_->statistics_count() : 0));
  }

  void initialise(const Rng& rng, T* parameters, T* statistics) const override {
    body_.initialise(rng.split(0), parameters, statistics);
    if (!skip_) return;
    skip_->initialise(rng.split(1), parameters + body_.parameter_count(), statistics + body_.statistics_count());
  }

  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const override {
    body_.forward(context, X, tape.body);
    ConstMatrixView<T> skipped = X;
    if (skip_) {
      ForwardContext<T> own = context;
      own.parameters += body_.parameter_count();
      own.statistics += body_.statistics_count();
      if (own.training) own.trained_statistics += body_.statistics_count();
      skip_->forward(own, X, tape.skip);
      skipped = tape.skip.back().output.view();
    }
    const MatrixView<T> Z = prepare_affine_output(*this, X.rows, context.keep_pre_activation, tape);
    map_arrays<T>(tape.body.back().output.data(), skipped.data, Z.data, Z.size(), [](auto a, auto b) { return a + b; });
    finish_affine_output(*this, Z, tape, context.pool);
  }

  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                MatrixView<T> d_X) const override {
    gradient_by_pre_activation(*this, tape, context.pool);
    hand_down(tape.d_output, tape.body.back());
    body_.backward(context, X, tape.body, d_X);
    if (!skip_) {
      if (d_X.data) add_into(tape.d_output, d_X);
      return;
    }
    BackwardContext<T> own = context;
    own.parameters += body_.parameter_count();
    if (own.gradients) own.gradients += body_.parameter_count();
    hand_down(tape.d_output, tape.skip.back());
    MatrixView<T> d_skip;
    if (d_X.data) {
      tape.d_skip_input.resize(X.rows, X.cols);
      d_skip = tape.d_skip_input;
    }
    skip_->backward(own, X, tape.skip, d_skip);
    if (d_X.data) add_into(tape.d_skip_input, d_X);
  }

 private:
  static void hand_down(const Matrix<T>& d, LayerTape<T>& tape) {
    tape.d_output.resize(d.rows(), d.cols());
    std::copy_n(d.data(), d.size(), tape.d_output.data());
  }

  Chain<T> body_;
  std::optional<Chain<T>> skip_;
};

// A chain's own sentence, without its stop, to be part of another.
Error inner_error(const char* part, std::string sentence) {
  if (!sentence.empty() && sentence.back() == '.') sentence.pop_back();
  return Error{std::string("in its ") + part + ", " + sentence};
}

}  // namespace

template <typename T>
Result<LayerPointer<T>> make_residual(const ResidualSpec& spec, const Shape& input) {
  Result<Chain<T>> body = Chain<T>::build(input, spec.body);
  if (!body) return inner_error("body", body.error());
  std::optional<Chain<T>> skip;
  if (!spec.skip.empty()) {
    Result<Chain<T>> built = Chain<T>::build(input, spec.skip);
    if (!built) return inner_error("skip", built.error());
    skip = std::move(*built);
  }
  const Shape& skipped = skip ? skip->output_shape() : input;
  if (skipped != body->output_shape()) {
    return Error{"its body puts out " + to_string(body->output_shape()) + " and its skip " + to_string(skipped) +
                 "; they must be equal to be added"};
  }
  return LayerPointer<T>(std::make_shared<ResidualLayer<T>>(std::move(*body), std::move(skip), spec.activation));
}

template Result<LayerPointer<float>> make_residual(const ResidualSpec&, const Shape&);
template Result<LayerPointer<double>> make_residual(const ResidualSpec&, const Shape&);

}  // namespace lectern::nn
