#include "core/ml/nn/loss.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "core/math/elementary.h"
#include "core/ml/nn/elementwise.h"

namespace lectern::nn {
namespace {

// The cost of one prediction and its derivative.
template <typename T>
struct Point {
  T cost;
  T slope;
};

template <typename T>
T sign(T v) {
  return v > T(0) ? T(1) : v < T(0) ? T(-1) : v;
}

template <typename T>
Point<T> binary_cross_entropy(T z, T t) {
  constexpr T kLeastLog = T(-100), kLeastVariance = T(1e-12);
  const T log_z = std::max(math::log(z), kLeastLog), log_rest = std::max(math::log1p(-z), kLeastLog);
  return {-(t * log_z + (T(1) - t) * log_rest), (z - t) / std::max(z * (T(1) - z), kLeastVariance)};
}

template <typename T>
Point<T> huber(T z, T t, T delta) {
  const T d = z - t, size = std::fabs(d);
  if (size <= delta) return {T(0.5) * d * d, d};
  return {delta * (size - T(0.5) * delta), delta * sign(d)};
}

template <typename T>
Point<T> point(LossKind kind, T z, T t, T delta) {
  const T margin = T(1) - t * z;
  switch (kind) {
    case LossKind::mse: return {(z - t) * (z - t), T(2) * (z - t)};
    case LossKind::mae: return {std::fabs(z - t), sign(z - t)};
    case LossKind::bce: return binary_cross_entropy(z, t);
    case LossKind::bce_with_logits: return {math::softplus(z) - z * t, math::sigmoid(z) - t};
    case LossKind::hinge: return margin <= T(0) ? Point<T>{T(0), T(0)} : Point<T>{margin, -t};
    case LossKind::squared_hinge:
      return margin <= T(0) ? Point<T>{T(0), T(0)} : Point<T>{margin * margin, T(-2) * t * margin};
    default: return huber(z, t, delta);
  }
}

double divisor(Reduction reduction, std::ptrdiff_t terms) {
  return reduction == Reduction::mean ? double(std::max<std::ptrdiff_t>(terms, 1)) : 1;
}

// Kind is known to the compiler where it is worth it.
template <typename T, typename Kind>
double pointwise(Kind kind, const Loss& loss, ConstMatrixView<T> Z, ConstMatrixView<T> t, MatrixView<T> d_Z) {
  const double by = divisor(loss.reduction, Z.size());
  const T scale = T(1 / by), delta = T(loss.delta);
  double sum = 0;
  for (std::ptrdiff_t r = 0; r < Z.rows; ++r) {
    for (std::ptrdiff_t c = 0; c < Z.cols; ++c) {
      const Point<T> p = point(kind, Z(r, c), t(r, c), delta);
      sum += double(p.cost);
      if (d_Z.data) d_Z(r, c) = p.slope * scale;
    }
  }
  return sum / by;
}

// What one row's softmax needs: its largest logit and Σ exp(z - largest).
template <typename T>
struct RowSoftmax {
  T largest;
  T sum;

  // work (k values, or null) is overwritten with exp(z - largest), for the gradient.
  RowSoftmax(const T* z, std::ptrdiff_t k, T* work) : largest(z[0]), sum(T(0)) {
    for (std::ptrdiff_t j = 1; j < k; ++j) largest = std::max(largest, z[j]);
    if (work) {
      map_array(z, work, k, [m = largest](auto v) { return math::exp(v - m); });
      for (std::ptrdiff_t j = 0; j < k; ++j) sum += work[j];
    } else {
      for (std::ptrdiff_t j = 0; j < k; ++j) sum += math::exp(z[j] - largest);
    }
  }
};

// Against distributions: cost Σ_k t_k (log Σ_j e^z_j - z_k), slope softmax(z) Σ t - t.
template <typename T>
double soft_cross_entropy(Reduction reduction, ConstMatrixView<T> Z, ConstMatrixView<T> t, MatrixView<T> d_Z) {
  const double by = divisor(reduction, Z.rows);
  const T scale = T(1 / by);
  double sum = 0;
  for (std::ptrdiff_t r = 0; r < Z.rows; ++r) {
    T* work = d_Z.data ? d_Z.row(r) : nullptr;
    const T *z = Z.row(r), *target = t.row(r);
    const RowSoftmax<T> row(z, Z.cols, work);
    const T log_sum = math::log(row.sum);
    T mass = T(0);
    for (std::ptrdiff_t j = 0; j < Z.cols; ++j) {
      sum += double(target[j] * (log_sum - (z[j] - row.largest)));
      mass += target[j];
    }
    if (!work) continue;
    for (std::ptrdiff_t j = 0; j < Z.cols; ++j) work[j] = (work[j] / row.sum * mass - target[j]) * scale;
  }
  return sum / by;
}

}  // namespace

template <typename T>
double loss_and_gradient(const Loss& loss, ConstMatrixView<T> Z, ConstMatrixView<T> t, MatrixView<T> d_Z) {
  if (loss.kind == LossKind::softmax_cross_entropy) return soft_cross_entropy(loss.reduction, Z, t, d_Z);
  if (loss.kind == LossKind::mse) return pointwise(std::integral_constant<LossKind, LossKind::mse>(), loss, Z, t, d_Z);
  return pointwise(loss.kind, loss, Z, t, d_Z);
}

template <typename T>
double softmax_cross_entropy(ConstMatrixView<T> Z, std::span<const std::int32_t> y, MatrixView<T> d_Z,
                             Reduction reduction) {
  const double by = divisor(reduction, Z.rows);
  const T scale = T(1 / by);
  double sum = 0;
  for (std::ptrdiff_t r = 0; r < Z.rows; ++r) {
    T* work = d_Z.data ? d_Z.row(r) : nullptr;
    const T* z = Z.row(r);
    const std::int32_t label = y[std::size_t(r)];
    const RowSoftmax<T> row(z, Z.cols, work);
    sum += double(math::log(row.sum) - (z[label] - row.largest));
    if (!work) continue;
    const T factor = scale / row.sum;
    map_array(work, work, Z.cols, [factor](auto v) { return v * factor; });
    work[label] -= scale;
  }
  return sum / by;
}

template <typename T>
double kl_gaussian(const GaussianDivergence<T>& a, Reduction reduction) {
  const double by = divisor(reduction, a.mu.rows);
  const T scale = T(1 / by);
  const bool pair = a.mu2.data != nullptr;
  double total = 0;
  for (std::ptrdiff_t i = 0; i < a.mu.rows; ++i) {
    T sum = T(0);
    for (std::ptrdiff_t d = 0; d < a.mu.cols; ++d) {
      const T logvar2 = pair ? a.logvar2(i, d) : T(0);
      const T distance = a.mu(i, d) - (pair ? a.mu2(i, d) : T(0));
      const T precision2 = math::exp(-logvar2), ratio = math::exp(a.logvar(i, d) - logvar2);
      const T square = distance * distance * precision2;
      sum += T(0.5) * (logvar2 - a.logvar(i, d) + ratio + square - T(1));
      a.d_mu(i, d) = scale * distance * precision2;
      a.d_logvar(i, d) = scale * T(0.5) * (ratio - T(1));
      if (!pair) continue;
      a.d_mu2(i, d) = -scale * distance * precision2;
      a.d_logvar2(i, d) = scale * T(0.5) * (T(1) - ratio - square);
    }
    a.per_sample[std::size_t(i)] = sum;
    total += double(sum);
  }
  return total / by;
}

template double loss_and_gradient(const Loss&, ConstMatrixView<float>, ConstMatrixView<float>, MatrixView<float>);
template double loss_and_gradient(const Loss&, ConstMatrixView<double>, ConstMatrixView<double>, MatrixView<double>);
template double softmax_cross_entropy(ConstMatrixView<float>, std::span<const std::int32_t>, MatrixView<float>,
                                      Reduction);
template double softmax_cross_entropy(ConstMatrixView<double>, std::span<const std::int32_t>, MatrixView<double>,
                                      Reduction);
template double kl_gaussian(const GaussianDivergence<float>&, Reduction);
template double kl_gaussian(const GaussianDivergence<double>&, Reduction);

}  // namespace lectern::nn
