#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

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

// Channels whose sums are added up side by side, so that none waits for its last addition.
constexpr std::ptrdiff_t kChannelsAtOnce = 4;

// body(std::integral_constant, c) for all channels from c on, as many at once as the constant says; on the pool.
template <typename Body>
void for_channels(std::ptrdiff_t channels, ThreadPool* pool, Body body) {
  for_chunks(channels, kChannelsAtOnce, pool, [&](std::ptrdiff_t first, std::ptrdiff_t count) {
    if (count == kChannelsAtOnce) {
      body(std::integral_constant<std::ptrdiff_t, kChannelsAtOnce>(), first);
    } else {
      for (std::ptrdiff_t c = first; c < first + count; ++c) body(std::integral_constant<std::ptrdiff_t, 1>(), c);
    }
  });
}

// Two passes in double: no cancellation whatever the mean.
template <std::ptrdiff_t kChannels, typename T>
std::array<Moments, kChannels> channel_moments(ConstMatrixView<T> X, const Shape& shape, std::ptrdiff_t c) {
  const std::ptrdiff_t plane = shape.plane();
  const double count = double(X.rows * plane);
  double sum[kChannels] = {}, mean[kChannels], squares[kChannels] = {};
  for_channel(X, shape, c, [&](const T* x, std::ptrdiff_t) {
    for (std::ptrdiff_t p = 0; p < plane; ++p) {
      for (std::ptrdiff_t k = 0; k < kChannels; ++k) sum[k] += double(x[k * plane + p]);
    }
  });
  for (std::ptrdiff_t k = 0; k < kChannels; ++k) mean[k] = sum[k] / count;
  for_channel(X, shape, c, [&](const T* x, std::ptrdiff_t) {
    for (std::ptrdiff_t p = 0; p < plane; ++p) {
      for (std::ptrdiff_t k = 0; k < kChannels; ++k) {
        const double deviation = double(x[k * plane + p]) - mean[k];
        squares[k] += deviation * deviation;
      }
    }
  });
  std::array<Moments, kChannels> moments;
  for (std::size_t k = 0; k < moments.size(); ++k) moments[k] = {mean[k], squares[k] / count};
  return moments;
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
    for_channels(channels(), context.pool, [&](auto at_once, std::ptrdiff_t first) {
      std::array<Moments, at_once.value> moments;
      if (tape.trained) {
        moments = channel_moments<at_once.value>(X, shape(), first);
        for (std::size_t k = 0; k < moments.size(); ++k) track(context, X.rows, first + std::ptrdiff_t(k), moments[k]);
      } else {
        for (std::size_t k = 0; k < moments.size(); ++k) {
          const std::size_t c = std::size_t(first) + k;
          moments[k] = {double(context.statistics[c]), double(context.statistics[std::size_t(channels()) + c])};
        }
      }
      for (std::size_t k = 0; k < moments.size(); ++k)
        normalise(context, X, tape, first + std::ptrdiff_t(k), moments[k]);
    });
  }

  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                MatrixView<T> d_X) const override {
    for_channels(channels(), context.pool, [&](auto at_once, std::ptrdiff_t first) {
      const auto sums = parameter_gradients<at_once.value>(X, tape, first);
      for (std::size_t k = 0; k < sums.size(); ++k) {
        const std::ptrdiff_t c = first + std::ptrdiff_t(k);
        if (context.gradients) {
          context.gradients[c] = T(sums[k].gamma);
          context.gradients[channels() + c] = T(sums[k].beta);
        }
        if (d_X.data) input_gradient(context, X, tape, c, sums[k], d_X);
      }
    });
  }

 private:
  const Shape& shape() const { return this->input_shape(); }
  std::ptrdiff_t channels() const { return shape().channels; }

  void normalise(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape, std::ptrdiff_t c,
                 const Moments& moments) const {
    T* scratch = tape.scratch.data();
    scratch[c] = T(moments.mean);
    scratch[channels() + c] = T(1 / std::sqrt(moments.variance + spec_.epsilon));
    const T mean = scratch[c], scale = context.parameters[c] * scratch[channels() + c];
    const T shift = context.parameters[channels() + c];
    for_channel<const T>(X, shape(), c, [&](const T* x, std::ptrdiff_t n) {
      map_array(x, tape.output.row(n) + c * shape().plane(), shape().plane(),
                [=](auto v) { return (v - mean) * scale + shift; });
    });
  }

  struct ParameterGradients {
    double gamma;
    double beta;
  };

  // Σ d_y x̂ and Σ d_y of some channels.
  template <std::ptrdiff_t kChannels>
  std::array<ParameterGradients, kChannels> parameter_gradients(ConstMatrixView<T> X, LayerTape<T>& tape,
                                                                std::ptrdiff_t first) const {
    const std::ptrdiff_t plane = shape().plane();
    const T* mean = tape.scratch.data() + first;
    const T* inverse = mean + channels();
    std::array<ParameterGradients, kChannels> sums{};
    for_channel<T>(tape.d_output, shape(), first, [&](const T* d, std::ptrdiff_t n) {
      const T* x = X.row(n) + first * plane;
      for (std::ptrdiff_t p = 0; p < plane; ++p) {
        for (std::ptrdiff_t k = 0; k < kChannels; ++k) {
          const double d_k = double(d[k * plane + p]);
          sums[std::size_t(k)].beta += d_k;
          sums[std::size_t(k)].gamma += d_k * double((x[k * plane + p] - mean[k]) * inverse[k]);
        }
      }
    });
    return sums;
  }

  void input_gradient(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape, std::ptrdiff_t c,
                      const ParameterGradients& sums, MatrixView<T> d_X) const {
    const T mean = tape.scratch[static_cast<std::size_t>(c)];
    const T inverse = tape.scratch[static_cast<std::size_t>(channels() + c)];
    const double weight = tape.trained ? 1 / double(X.rows * shape().plane()) : 0;
    const T mean_d = T(sums.beta * weight), mean_dx = T(sums.gamma * weight);
    const T scale = context.parameters[c] * inverse;
    for_channel<T>(tape.d_output, shape(), c, [&](const T* d, std::ptrdiff_t n) {
      map_arrays(d, X.row(n) + c * shape().plane(), d_X.row(n) + c * shape().plane(), shape().plane(),
                 [=](auto g, auto x) { return scale * (g - mean_d - (x - mean) * inverse * mean_dx); });
    });
  }

  void track(const ForwardContext<T>& context, std::ptrdiff_t samples, std::ptrdiff_t c, const Moments& moments) const {
    const double count = double(samples * shape().plane());
    const double unbiased = moments.variance * count / std::max(count - 1, 1.0);
    T& mean = context.trained_statistics[c];
    T& variance = context.trained_statistics[channels() + c];
    mean = T((1 - spec_.momentum) * double(mean) + spec_.momentum * moments.mean);
    variance = T((1 - spec_.momentum) * double(variance) + spec_.momentum * unbiased);
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
