#include "core/ml/nn/jet_network.h"

#include <algorithm>
#include <utility>

#include "core/math/elementary.h"
#include "core/ml/nn/initialisation.h"
#include "core/simd/gemm.h"

namespace lectern::nn {
namespace {

template <typename T>
void activate(const JetOrder& order, JetActivation activation, typename JetPass<T>::Layer& layer) {
  const std::ptrdiff_t jet = order.size(), width = layer.before.cols(), n = layer.before.rows() / jet;
  layer.after.resize(n * jet, width);
  layer.first.resize(n, width);
  layer.second.resize(n, width);
  layer.third.resize(n, width);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const T* z = layer.before.row(i * jet);
    T *value = layer.after.row(i * jet), *s1 = layer.first.row(i), *s2 = layer.second.row(i), *s3 = layer.third.row(i);
    if (activation == JetActivation::softplus) {
      for (std::ptrdiff_t u = 0; u < width; ++u) {
        value[u] = math::softplus(z[u]);
        s1[u] = math::sigmoid(z[u]);
        s2[u] = s1[u] * (1 - s1[u]);
        s3[u] = s2[u] * (1 - 2 * s1[u]);
      }
    } else {
      for (std::ptrdiff_t u = 0; u < width; ++u) {
        const T t = math::tanh(z[u]);
        value[u] = t;
        s1[u] = 1 - t * t;
        s2[u] = -2 * t * s1[u];
        s3[u] = (6 * t * t - 2) * s1[u];
      }
    }
    for (int k = 0; k < order.directions; ++k) {
      const T* z_k = layer.before.row(i * jet + order.first(k));
      T* a_k = layer.after.row(i * jet + order.first(k));
      for (std::ptrdiff_t u = 0; u < width; ++u) a_k[u] = s1[u] * z_k[u];
    }
    for (std::size_t p = 0; p < order.pairs.size(); ++p) {
      const T* z_j = layer.before.row(i * jet + order.first(order.pairs[p][0]));
      const T* z_k = layer.before.row(i * jet + order.first(order.pairs[p][1]));
      const T* z_p = layer.before.row(i * jet + order.second(p));
      T* a_p = layer.after.row(i * jet + order.second(p));
      for (std::ptrdiff_t u = 0; u < width; ++u) a_p[u] = s2[u] * z_j[u] * z_k[u] + s1[u] * z_p[u];
    }
  }
}

// From derivatives by the jets of σ(z) to those by the jets of z, in place.
template <typename T>
void back_through(const JetOrder& order, const typename JetPass<T>::Layer& layer, Matrix<T>& by) {
  const std::ptrdiff_t jet = order.size(), width = by.cols(), n = by.rows() / jet;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const T *s1 = layer.first.row(i), *s2 = layer.second.row(i), *s3 = layer.third.row(i);
    const auto before = [&](std::ptrdiff_t component) { return layer.before.row(i * jet + component); };
    const auto derivative = [&](std::ptrdiff_t component) { return by.row(i * jet + component); };
    T* by_value = derivative(0);
    for (std::ptrdiff_t u = 0; u < width; ++u) by_value[u] *= s1[u];
    for (int k = 0; k < order.directions; ++k) {
      const T* z_k = before(order.first(k));
      T* by_k = derivative(order.first(k));
      for (std::ptrdiff_t u = 0; u < width; ++u) {
        by_value[u] += s2[u] * z_k[u] * by_k[u];
        by_k[u] *= s1[u];
      }
    }
    for (std::size_t p = 0; p < order.pairs.size(); ++p) {
      const std::ptrdiff_t j = order.first(order.pairs[p][0]), k = order.first(order.pairs[p][1]);
      const T *z_j = before(j), *z_k = before(k), *z_p = before(order.second(p));
      T *by_j = derivative(j), *by_k = derivative(k), *by_p = derivative(order.second(p));
      for (std::ptrdiff_t u = 0; u < width; ++u) {
        by_value[u] += by_p[u] * (s3[u] * z_j[u] * z_k[u] + s2[u] * z_p[u]);
        by_j[u] += by_p[u] * s2[u] * z_k[u];
        by_k[u] += by_p[u] * s2[u] * z_j[u];
        by_p[u] *= s1[u];
      }
    }
  }
}

}  // namespace

template <typename T>
JetNetwork<T>::JetNetwork(std::ptrdiff_t inputs, std::span<const int> hidden, std::ptrdiff_t outputs,
                          JetActivation activation, Rng rng)
    : activation_(activation) {
  widths_.push_back(inputs);
  widths_.insert(widths_.end(), hidden.begin(), hidden.end());
  widths_.push_back(outputs);
  std::size_t count = 0;
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    starts_.push_back(count);
    count += static_cast<std::size_t>((widths_[layer] + 1) * widths_[layer + 1]);
  }
  parameters_.assign(count, T(0));
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    const std::ptrdiff_t in = widths_[layer], out = widths_[layer + 1];
    initialise<T>({.kind = InitialisationKind::glorot_normal}, static_cast<double>(in), static_cast<double>(out), rng,
                  std::span<T>(parameters_).subspan(starts_[layer], static_cast<std::size_t>(in * out)));
  }
}

template <typename T>
void JetNetwork<T>::scale_output(T by) {
  for (T& weight : std::span<T>(parameters_).subspan(starts_.back())) weight *= by;
}

template <typename T>
ConstMatrixView<T> JetNetwork<T>::weights(std::size_t layer) const {
  return {parameters_.data() + starts_[layer], widths_[layer + 1], widths_[layer]};
}

template <typename T>
const T* JetNetwork<T>::biases(std::size_t layer) const {
  return parameters_.data() + starts_[layer] + widths_[layer] * widths_[layer + 1];
}

template <typename T>
void JetNetwork<T>::forward(const JetOrder& order, ConstMatrixView<T> jets, JetPass<T>& pass) const {
  const std::ptrdiff_t jet = order.size();
  pass.hidden.resize(layers() - 1);
  ConstMatrixView<T> in = jets;
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    const bool is_last = layer + 1 == layers();
    Matrix<T>& z = is_last ? pass.output : pass.hidden[layer].before;
    z.resize(jets.rows, widths_[layer + 1]);
    simd::gemm<T>(in, weights(layer), nullptr, z, {.transpose_b = simd::Transpose::yes});
    const T* bias = biases(layer);
    for (std::ptrdiff_t row = 0; row < z.rows(); row += jet)
      for (std::ptrdiff_t u = 0; u < z.cols(); ++u) z(row, u) += bias[u];
    if (is_last) break;
    activate<T>(order, activation_, pass.hidden[layer]);
    in = pass.hidden[layer].after;
  }
}

template <typename T>
void JetNetwork<T>::backward(const JetOrder& order, ConstMatrixView<T> jets, JetPass<T>& pass,
                             ConstMatrixView<T> by_output, std::span<T> gradient) const {
  const std::ptrdiff_t jet = order.size();
  ConstMatrixView<T> by = by_output;
  for (std::size_t layer = layers(); layer-- > 0;) {
    const ConstMatrixView<T> in = layer == 0 ? jets : ConstMatrixView<T>(pass.hidden[layer - 1].after);
    const std::ptrdiff_t width = widths_[layer + 1];
    T* by_weights = gradient.data() + starts_[layer];
    simd::gemm<T>(by, in, nullptr, MatrixView<T>(by_weights, width, widths_[layer]),
                  {.transpose_a = simd::Transpose::yes});
    T* by_biases = by_weights + width * widths_[layer];
    std::fill_n(by_biases, width, T(0));
    for (std::ptrdiff_t row = 0; row < by.rows; row += jet)
      for (std::ptrdiff_t u = 0; u < width; ++u) by_biases[u] += by(row, u);
    if (layer == 0) break;
    pass.carried_on.resize(by.rows, widths_[layer]);
    simd::gemm<T>(by, weights(layer), nullptr, pass.carried_on);
    std::swap(pass.carried, pass.carried_on);
    back_through<T>(order, pass.hidden[layer - 1], pass.carried);
    by = pass.carried;
  }
}

template class JetNetwork<float>;
template class JetNetwork<double>;

}  // namespace lectern::nn
