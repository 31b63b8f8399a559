#include <algorithm>
#include <cmath>

#include "core/ml/nn/elementwise.h"
#include "core/ml/nn/layer.h"
#include "core/ml/nn/layer_support.h"

namespace lectern::nn {
namespace {

// Calls visit(pointer to a plane's row in X, count) for the plane of channel c in every sample.
template <typename T, typename Visit>
void for_channel(MatrixView<T> X, const Shape& shape, std::ptrdiff_t c, Visit visit) {
  for (std::ptrdiff_t n = 0; n < X.rows; ++n) visit(X.row(n) + c * shape.plane(), n);
}

struct Moments {
  double mean;
  double variance;  // divided by the number of values
};

// Two passes in double: no cancellation whatever the mean.
template <typename T>
Moments channel_moments(ConstMatrixView<T> X, const Shape& shape, std::ptrdiff_t c) {
  const std::ptrdiff_t plane = shape.plane();
  const double count = double(X.rows * plane);
  double sum = 0, squares = 0;
  for_channel(X, shape, c, [&](const T* x, std::ptrdiff_t) {
    for (std::ptrdiff_t p = 0; p < plane; ++p) sum += double(x[p]);
  });
  const double mean = sum / count;
  for_channel(X, shape, c, [&](const T* x, std::ptrdiff_t) {
    for (std::ptrdiff_t p = 0; p < plane; ++p) squares += (double(x[p]) - mean) * (double(x[p]) - mean);
  });
  return {mean, squares / count};
}

// Normalises each channel by its mean m and variance v over the batch (while training) or by running
// averages of them:
//   y = γ x̂ + β,  x̂ = (x - m)/√(v + ε)
//   r ← (1 - momentum) r + momentum · (m, or v·n/(n-1))
//   d_x = γ/√(v+ε) (d_y - mean d_y - x̂ mean(d_y x̂)), without the means where m and v were given
// X, Y n × (C·H·W); parameters γ C, β C; state running mean C, running variance C
// tape.scratch  mean C, 1/√(v+ε) C of the last forward
// Source: Ioffe, Szegedy, Batch Normalization (ICML 2015), algorithms 1 and 2.
template <typename T>
class BatchNormLayer final : public Layer<T> {
 public:
  BatchNormLayer(const BatchNormSpec& spec, const Shape& input) : Layer<T>("batch_norm", input, input), spec_(spec) {
    this->set_counts(channels(), channels(), 2 * channels());
  }

  void initialise(const Rng&, T* parameters, T* statistics) const override {
    std::fill_n(parameters, channels(), T(1));
    std::fill_n(parameters + channels(), channels(), T(0));
    std::fill_n(statistics, channels(), T(0));
    std::fill_n(statistics + channels(), channels(), T(1));
  }

  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const override {
    tape.output.resize(X.rows, X.cols);
    tape.scratch.resize(static_cast<std::size_t>(2 * channels()));
    tape.trained = context.training && X.rows > 0;
    for_chunks(channels(), 1, context.pool, [&](std::ptrdiff_t c, std::ptrdiff_t) {
      const Moments moments = tape.trained ? train_moments(context, X, c) : running_moments(context.statistics, c);
      T* scratch = tape.scratch.data();
      scratch[c] = T(moments.mean);
      scratch[channels() + c] = T(1 / std::sqrt(moments.variance + spec_.epsilon));
      const T mean = scratch[c], scale = context.parameters[c] * scratch[channels() + c];
      const T shift = context.parameters[channels() + c];
      for_channel<const T>(X, shape(), c, [&](const T* x, std::ptrdiff_t n) {
        map_array(x, tape.output.row(n) + c * shape().plane(), shape().plane(),
                  [=](auto v) { return (v - mean) * scale + shift; });
      });
    });
  }

  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                MatrixView<T> d_X) const override {
    for_chunks(channels(), 1, context.pool, [&](std::ptrdiff_t c, std::ptrdiff_t) {
      const auto [d_gamma, d_beta] = parameter_gradients(X, tape, c);
      if (context.gradients) {
        context.gradients[c] = T(d_gamma);
        context.gradients[channels() + c] = T(d_beta);
      }
      if (!d_X.data) return;
      const T mean = tape.scratch[static_cast<std::size_t>(c)];
      const T inverse = tape.scratch[static_cast<std::size_t>(channels() + c)];
      const double weight = tape.trained ? 1 / double(X.rows * shape().plane()) : 0;
      const T mean_d = T(d_beta * weight), mean_dx = T(d_gamma * weight);
      const T scale = context.parameters[c] * inverse;
      for_channel<T>(tape.d_output, shape(), c, [&](const T* d, std::ptrdiff_t n) {
        map_arrays(d, X.row(n) + c * shape().plane(), d_X.row(n) + c * shape().plane(), shape().plane(),
                   [=](auto g, auto x) { return scale * (g - mean_d - (x - mean) * inverse * mean_dx); });
      });
    });
  }

 private:
  const Shape& shape() const { return this->input_shape(); }
  std::ptrdiff_t channels() const { return shape().channels; }

  Moments running_moments(const T* statistics, std::ptrdiff_t c) const {
    return {double(statistics[c]), double(statistics[channels() + c])};
  }

  struct ParameterGradients {
    double gamma;
    double beta;
  };

  // Σ d_y x̂ and Σ d_y of one channel.
  ParameterGradients parameter_gradients(ConstMatrixView<T> X, LayerTape<T>& tape, std::ptrdiff_t c) const {
    const T mean = tape.scratch[static_cast<std::size_t>(c)];
    const T inverse = tape.scratch[static_cast<std::size_t>(channels() + c)];
    ParameterGradients sums{0, 0};
    for_channel<T>(tape.d_output, shape(), c, [&](const T* d, std::ptrdiff_t n) {
      const T* x = X.row(n) + c * shape().plane();
      for (std::ptrdiff_t p = 0; p < shape().plane(); ++p) {
        sums.beta += double(d[p]);
        sums.gamma += double(d[p]) * double((x[p] - mean) * inverse);
      }
    });
    return sums;
  }

  Moments train_moments(const ForwardContext<T>& context, ConstMatrixView<T> X, std::ptrdiff_t c) const {
    const Moments moments = channel_moments(X, shape(), c);
    const double count = double(X.rows * shape().plane());
    const double unbiased = moments.variance * count / std::max(count - 1, 1.0);
    T& mean = context.trained_statistics[c];
    T& variance = context.trained_statistics[channels() + c];
    mean = T((1 - spec_.momentum) * double(mean) + spec_.momentum * moments.mean);
    variance = T((1 - spec_.momentum) * double(variance) + spec_.momentum * unbiased);
    return moments;
  }

  BatchNormSpec spec_;
};

}  // namespace

template <typename T>
Result<LayerPointer<T>> make_batch_norm(const BatchNormSpec& spec, const Shape& input) {
  if (!(spec.momentum >= 0 && spec.momentum <= 1)) {
    return Error{"its momentum is " + std::to_string(spec.momentum) + "; 0 to 1 are allowed"};
  }
  if (!(spec.epsilon > 0)) return Error{"its epsilon is " + std::to_string(spec.epsilon) + "; it must be positive"};
  return LayerPointer<T>(std::make_shared<BatchNormLayer<T>>(spec, input));
}

template Result<LayerPointer<float>> make_batch_norm(const BatchNormSpec&, const Shape&);
template Result<LayerPointer<double>> make_batch_norm(const BatchNormSpec&, const Shape&);

}  // namespace lectern::nn
