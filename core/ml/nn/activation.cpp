#include "core/ml/nn/activation.h"

#include <algorithm>
#include <span>

#include "core/math/elementary.h"
#include "core/ml/nn/elementwise.h"

namespace lectern::nn {
namespace {

using math::broadcast;
using math::ScalarOf;
using math::select;

// Numbers a worker treats at a time: long enough to hide the hand-over, and cached.
constexpr std::ptrdiff_t kChunk = 8192;

constexpr double kInverseSqrt2 = 0.70710678118654752440;
constexpr double kInverseSqrt2Pi = 0.39894228040143267794;

// The constants of an activation in the working precision.
template <typename T>
struct Constants {
  T slope, alpha, beta, threshold;
  explicit Constants(const Activation& a)
      : slope(T(a.negative_slope)), alpha(T(a.alpha)), beta(T(a.beta)), threshold(T(a.threshold)) {}
};

// Comparisons are written so that a NaN falls into the branch that keeps it.
template <typename V>
V relu(V z) {
  return select(z < V{}, V{}, z);
}

template <typename V>
V gelu(V z) {
  using T = ScalarOf<V>;
  return T(0.5) * z * (T(1) + math::erf(z * T(kInverseSqrt2)));
}

template <typename V>
V gelu_derivative(V z) {
  using T = ScalarOf<V>;
  const V cumulative = T(0.5) * (T(1) + math::erf(z * T(kInverseSqrt2)));
  return cumulative + z * (T(kInverseSqrt2Pi) * math::exp(T(-0.5) * z * z));
}

template <typename T>
void activate_array(const Activation& activation, const T* z, T* y, std::ptrdiff_t n) {
  const Constants<T> c(activation);
  switch (activation.kind) {
    case ActivationKind::sigmoid: return math::sigmoid(std::span<const T>(z, n), std::span<T>(y, n));
    case ActivationKind::tanh: return math::tanh(std::span<const T>(z, n), std::span<T>(y, n));
    case ActivationKind::relu: return map_array(z, y, n, [](auto v) { return relu(v); });
    case ActivationKind::leaky_relu:
      return map_array(z, y, n, [c](auto v) { return select(v < decltype(v){}, c.slope * v, v); });
    case ActivationKind::elu:
      return map_array(z, y, n, [c](auto v) { return select(v < decltype(v){}, c.alpha * math::expm1(v), v); });
    case ActivationKind::gelu: return map_array(z, y, n, [](auto v) { return gelu(v); });
    case ActivationKind::softplus:
      return map_array(z, y, n, [c](auto v) {
        const auto scaled = c.beta * v;
        return select(scaled > broadcast<decltype(v)>(c.threshold), v, math::softplus(scaled) / c.beta);
      });
    default:
      if (y != z) std::copy_n(z, n, y);
  }
}

// d *= a'(z), with a' taken from y wherever y determines it.
template <typename T>
void gradient_array(const Activation& activation, const T* z, const T* y, T* d, std::ptrdiff_t n) {
  const Constants<T> c(activation);
  switch (activation.kind) {
    case ActivationKind::sigmoid: return map_arrays(d, y, d, n, [](auto g, auto v) { return g * (v * (T(1) - v)); });
    case ActivationKind::tanh: return map_arrays(d, y, d, n, [](auto g, auto v) { return g * (T(1) - v * v); });
    case ActivationKind::relu:
      return map_arrays(d, y, d, n, [](auto g, auto v) { return select(v > decltype(v){}, g, decltype(g){}); });
    case ActivationKind::leaky_relu:
      return map_arrays(d, y, d, n, [c](auto g, auto v) { return select(v > decltype(v){}, g, c.slope * g); });
    case ActivationKind::elu:
      return map_arrays(d, y, d, n, [c](auto g, auto v) { return select(v > decltype(v){}, g, g * (v + c.alpha)); });
    case ActivationKind::gelu: return map_arrays(d, z, d, n, [](auto g, auto v) { return g * gelu_derivative(v); });
    case ActivationKind::softplus:
      return map_arrays(d, z, d, n, [c](auto g, auto v) {
        const auto scaled = c.beta * v;
        return select(scaled > broadcast<decltype(v)>(c.threshold), g, g * math::sigmoid(scaled));
      });
    default: return;
  }
}

// y = softmax(z) or log softmax(z) of one row of k ≥ 1 numbers.
template <typename T>
void softmax_row(bool logarithm, const T* z, T* y, std::ptrdiff_t k) {
  T largest = z[0];
  for (std::ptrdiff_t j = 1; j < k; ++j) largest = std::max(largest, z[j]);
  T sum = T(0);
  if (logarithm) {
    for (std::ptrdiff_t j = 0; j < k; ++j) sum += math::exp(z[j] - largest);
    const T log_sum = math::log(sum);
    map_array(z, y, k, [=](auto v) { return (v - largest) - log_sum; });
    return;
  }
  map_array(z, y, k, [=](auto v) { return math::exp(v - largest); });
  for (std::ptrdiff_t j = 0; j < k; ++j) sum += y[j];
  map_array(y, y, k, [=](auto v) { return v / sum; });
}

// softmax: d_z = y (d - Σ d y); log-softmax: d_z = d - e^y Σ d.
template <typename T>
void softmax_gradient_row(bool logarithm, const T* y, T* d, std::ptrdiff_t k) {
  T sum = T(0);
  for (std::ptrdiff_t j = 0; j < k; ++j) sum += logarithm ? d[j] : d[j] * y[j];
  if (logarithm) {
    map_arrays(d, y, d, k, [=](auto g, auto v) { return g - math::exp(v) * sum; });
  } else {
    map_arrays(d, y, d, k, [=](auto g, auto v) { return v * (g - sum); });
  }
}

// body(first row, rows) in chunks that depend on the shape alone.
template <typename Body>
void for_row_chunks(std::ptrdiff_t rows, std::ptrdiff_t cols, ThreadPool* pool, Body body) {
  if (rows == 0 || cols == 0) return;
  for_chunks(rows, std::max<std::ptrdiff_t>(1, kChunk / cols), pool, body);
}

}  // namespace

bool is_row_wise(ActivationKind kind) { return kind == ActivationKind::softmax || kind == ActivationKind::log_softmax; }

bool needs_pre_activation(ActivationKind kind) {
  return kind == ActivationKind::gelu || kind == ActivationKind::softplus;
}

template <typename T>
void activate(const Activation& activation, ConstMatrixView<T> Z, MatrixView<T> Y, ThreadPool* pool) {
  for_row_chunks(Z.rows, Z.cols, pool, [&](std::ptrdiff_t first, std::ptrdiff_t count) {
    if (!is_row_wise(activation.kind) && Z.is_contiguous() && Y.is_contiguous()) {
      return activate_array(activation, Z.row(first), Y.row(first), count * Z.cols);
    }
    for (std::ptrdiff_t r = first; r < first + count; ++r) {
      if (is_row_wise(activation.kind)) {
        softmax_row(activation.kind == ActivationKind::log_softmax, Z.row(r), Y.row(r), Z.cols);
      } else {
        activate_array(activation, Z.row(r), Y.row(r), Z.cols);
      }
    }
  });
}

template <typename T>
void activation_gradient(const Activation& activation, ConstMatrixView<T> Z, ConstMatrixView<T> Y, MatrixView<T> d,
                         ThreadPool* pool) {
  if (activation.kind == ActivationKind::identity) return;
  const bool from_z = needs_pre_activation(activation.kind);
  for_row_chunks(d.rows, d.cols, pool, [&](std::ptrdiff_t first, std::ptrdiff_t count) {
    const auto z_row = [&](std::ptrdiff_t r) { return from_z ? Z.row(r) : nullptr; };
    if (!is_row_wise(activation.kind) && Y.is_contiguous() && d.is_contiguous() && (!from_z || Z.is_contiguous())) {
      return gradient_array(activation, z_row(first), Y.row(first), d.row(first), count * d.cols);
    }
    for (std::ptrdiff_t r = first; r < first + count; ++r) {
      if (is_row_wise(activation.kind)) {
        softmax_gradient_row(activation.kind == ActivationKind::log_softmax, Y.row(r), d.row(r), d.cols);
      } else {
        gradient_array(activation, z_row(r), Y.row(r), d.row(r), d.cols);
      }
    }
  });
}

template void activate(const Activation&, ConstMatrixView<float>, MatrixView<float>, ThreadPool*);
template void activate(const Activation&, ConstMatrixView<double>, MatrixView<double>, ThreadPool*);
template void activation_gradient(const Activation&, ConstMatrixView<float>, ConstMatrixView<float>, MatrixView<float>,
                                  ThreadPool*);
template void activation_gradient(const Activation&, ConstMatrixView<double>, ConstMatrixView<double>,
                                  MatrixView<double>, ThreadPool*);

}  // namespace lectern::nn
