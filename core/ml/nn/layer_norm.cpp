#include "core/ml/nn/layer_norm.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/math/sums.h"
#include "core/ml/nn/elementwise.h"
#include "core/ml/nn/layer.h"
#include "core/ml/nn/layer_support.h"

namespace lectern::nn {
namespace {

// Numbers a chunk works on, so that a chunk is worth handing to another thread.
constexpr std::ptrdiff_t kChunkNumbers = 16 * 1024;

std::ptrdiff_t rows_per_chunk(std::ptrdiff_t cols) {
  return std::max<std::ptrdiff_t>(1, kChunkNumbers / std::max<std::ptrdiff_t>(1, cols));
}

// The sums over one row that its gradient needs.
template <typename T>
struct RowSums {
  T d;        // Σ γ d_y
  T d_x_hat;  // Σ γ d_y x̂
};

// In kLanes interleaved sums, added in order at the end; what is left of the row goes to the last.
template <typename T>
RowSums<T> row_sums(const T* x, const T* gamma, const T* d, std::ptrdiff_t n, T mean, T inverse) {
  using V = math::VectorOf<T>;
  constexpr std::ptrdiff_t kLanes = math::Lanes<V>::kCount;
  V sums{}, products{};
  std::ptrdiff_t j = 0;
  for (; j + kLanes <= n; j += kLanes) {
    const V scaled = math::load<V>(gamma + j) * math::load<V>(d + j);
    sums += scaled;
    products += scaled * ((math::load<V>(x + j) - mean) * inverse);
  }
  RowSums<T> total{0, 0};
  for (std::ptrdiff_t lane = 0; lane < kLanes; ++lane) {
    total.d += sums[lane];
    total.d_x_hat += products[lane];
  }
  for (; j < n; ++j) {
    const T scaled = gamma[j] * d[j];
    total.d += scaled;
    total.d_x_hat += scaled * ((x[j] - mean) * inverse);
  }
  return total;
}

// d_x of one row; V is a vector, or T for what is left of the row.
template <typename V, typename T>
void row_gradient(std::ptrdiff_t j, const T* x, const T* gamma, const T* d, T mean, T inverse, T mean_d, T mean_dx,
                  T* d_x) {
  const V x_hat = (math::load<V>(x + j) - mean) * inverse;
  math::store(d_x + j, (math::load<V>(gamma + j) * math::load<V>(d + j) - mean_d - x_hat * mean_dx) * inverse);
}

// y of a stretch of one row.
template <typename V, typename T>
void row_forward(std::ptrdiff_t j, const T* x, const T* gamma, const T* beta, T mean, T inverse, T* y) {
  math::store(y + j, (math::load<V>(x + j) - mean) * inverse * math::load<V>(gamma + j) + math::load<V>(beta + j));
}

// Adds one row's part of d_γ and d_β.
template <typename V, typename T>
void add_parameter_gradients(std::ptrdiff_t j, const T* x, const T* d, T mean, T inverse, T* d_gamma, T* d_beta) {
  const V d_j = math::load<V>(d + j);
  math::store(d_gamma + j, math::load<V>(d_gamma + j) + d_j * ((math::load<V>(x + j) - mean) * inverse));
  math::store(d_beta + j, math::load<V>(d_beta + j) + d_j);
}

// X, Y n × D, D the numbers of a sample; parameters γ D, β D
// tape.scratch  m n, 1/√(v+ε) n of the last forward
template <typename T>
class LayerNormLayer final : public Layer<T> {
 public:
  LayerNormLayer(const LayerNormSpec& spec, const Shape& input)
      : Layer<T>("layer_norm", input, input), epsilon_(spec.epsilon) {
    this->set_counts(input.size(), input.size());
  }

  void initialise(const Rng&, T* parameters, T*) const override {
    std::fill_n(parameters, size(), T(1));
    std::fill_n(parameters + size(), size(), T(0));
  }

  void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const override {
    tape.output.resize(X.rows, X.cols);
    tape.scratch.resize(std::size_t(2 * X.rows));
    layer_norm<T>(X, context.parameters, context.parameters + size(), epsilon_, tape.output, tape.scratch.data(),
                  tape.scratch.data() + X.rows, context.pool);
  }

  void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                MatrixView<T> d_X) const override {
    T* d_gamma = context.gradients;
    layer_norm_gradient<T>(X, context.parameters, tape.scratch.data(), tape.scratch.data() + X.rows, tape.d_output, d_X,
                           d_gamma, d_gamma ? d_gamma + size() : nullptr, context.pool);
  }

 private:
  std::ptrdiff_t size() const { return this->input_shape().size(); }

  double epsilon_;
};

}  // namespace

template <typename T>
void layer_norm(ConstMatrixView<T> X, const T* gamma, const T* beta, double epsilon, MatrixView<T> Y, T* means,
                T* inverses, ThreadPool* pool) {
  using V = math::VectorOf<T>;
  constexpr std::ptrdiff_t kLanes = math::Lanes<V>::kCount;
  for_chunks(X.rows, rows_per_chunk(X.cols), pool, [&](std::ptrdiff_t first, std::ptrdiff_t count) {
    for (std::ptrdiff_t r = first; r < first + count; ++r) {
      const T* x = X.row(r);
      const auto moments = math::mean_and_variance(std::span<const T>(x, std::size_t(X.cols)));
      const T mean = means[r] = T(moments.mean), inverse = inverses[r] = T(1 / std::sqrt(moments.variance + epsilon));
      std::ptrdiff_t j = 0;
      for (; j + kLanes <= X.cols; j += kLanes) row_forward<V>(j, x, gamma, beta, mean, inverse, Y.row(r));
      for (; j < X.cols; ++j) row_forward<T>(j, x, gamma, beta, mean, inverse, Y.row(r));
    }
  });
}

template <typename T>
void layer_norm_gradient(ConstMatrixView<T> X, const T* gamma, const T* means, const T* inverses,
                         ConstMatrixView<T> d_Y, MatrixView<T> d_X, T* d_gamma, T* d_beta, ThreadPool* pool) {
  using V = math::VectorOf<T>;
  constexpr std::ptrdiff_t kLanes = math::Lanes<V>::kCount;
  // Parameters first: d_X may take the place of d_Y. Each chunk of columns goes down all rows by itself.
  if (d_gamma) {
    constexpr std::ptrdiff_t kColumns = 64;
    for_chunks(X.cols, kColumns, pool, [&](std::ptrdiff_t first, std::ptrdiff_t count) {
      const std::ptrdiff_t end = first + count;
      std::fill(d_gamma + first, d_gamma + end, T(0));
      std::fill(d_beta + first, d_beta + end, T(0));
      for (std::ptrdiff_t r = 0; r < X.rows; ++r) {
        std::ptrdiff_t j = first;
        for (; j + kLanes <= end; j += kLanes)
          add_parameter_gradients<V>(j, X.row(r), d_Y.row(r), means[r], inverses[r], d_gamma, d_beta);
        for (; j < end; ++j)
          add_parameter_gradients<T>(j, X.row(r), d_Y.row(r), means[r], inverses[r], d_gamma, d_beta);
      }
    });
  }
  if (!d_X.data) return;
  for_chunks(X.rows, rows_per_chunk(X.cols), pool, [&](std::ptrdiff_t first, std::ptrdiff_t count) {
    for (std::ptrdiff_t r = first; r < first + count; ++r) {
      const T *x = X.row(r), *d = d_Y.row(r), mean = means[r], inverse = inverses[r];
      const RowSums<T> sums = row_sums(x, gamma, d, X.cols, mean, inverse);
      const T mean_d = sums.d / T(X.cols), mean_dx = sums.d_x_hat / T(X.cols);
      std::ptrdiff_t j = 0;
      for (; j + kLanes <= X.cols; j += kLanes)
        row_gradient<V>(j, x, gamma, d, mean, inverse, mean_d, mean_dx, d_X.row(r));
      for (; j < X.cols; ++j) row_gradient<T>(j, x, gamma, d, mean, inverse, mean_d, mean_dx, d_X.row(r));
    }
  });
}

template <typename T>
Result<LayerPointer<T>> make_layer_norm(const LayerNormSpec& spec, const Shape& input) {
  if (!(spec.epsilon > 0)) return Error{"its epsilon is " + std::to_string(spec.epsilon) + "; it must be positive"};
  return LayerPointer<T>(std::make_shared<LayerNormLayer<T>>(spec, input));
}

#define LECTERN_INSTANTIATE(T)                                                                                  \
  template void layer_norm(ConstMatrixView<T>, const T*, const T*, double, MatrixView<T>, T*, T*, ThreadPool*); \
  template void layer_norm_gradient(ConstMatrixView<T>, const T*, const T*, const T*, ConstMatrixView<T>,       \
                                    MatrixView<T>, T*, T*, ThreadPool*);                                        \
  template Result<LayerPointer<T>> make_layer_norm(const LayerNormSpec&, const Shape&);
LECTERN_INSTANTIATE(float)
LECTERN_INSTANTIATE(double)
#undef LECTERN_INSTANTIATE

}  // namespace lectern::nn
