#include "core/ml/nn/recursive.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/ml/nn/layer_support.h"
#include "core/simd/gemm.h"

namespace lectern::nn {
namespace {

// Sorts the inner nodes by height, those of one height by operator, and those by their places.
template <typename T>
void group_nodes(const Forest& forest, RecursivePass<T>& pass) {
  std::vector<std::int32_t>& height = pass.height;
  height.assign(forest.symbol.size(), 0);
  pass.order.clear();
  for (std::size_t node = 0; node < height.size(); ++node) {
    if (forest.left[node] < 0) continue;
    height[node] = 1 + std::max(height[static_cast<std::size_t>(forest.left[node])],
                                height[static_cast<std::size_t>(forest.right[node])]);
    pass.order.push_back(static_cast<std::int32_t>(node));
  }
  const auto key = [&](std::int32_t node) {
    const auto at = static_cast<std::size_t>(node);
    return std::tuple(height[at], forest.symbol[at], node);
  };
  std::sort(pass.order.begin(), pass.order.end(), [&](std::int32_t a, std::int32_t b) { return key(a) < key(b); });
  pass.groups.clear();
  for (std::size_t i = 0; i < pass.order.size(); ++i) {
    const auto [h, o, node] = key(pass.order[i]);
    if (i == 0 || std::get<0>(key(pass.order[i - 1])) != h || std::get<1>(key(pass.order[i - 1])) != o)
      pass.groups.push_back(static_cast<std::int32_t>(i));
  }
  pass.groups.push_back(static_cast<std::int32_t>(pass.order.size()));
}

}  // namespace

void Forest::clear() {
  symbol.clear();
  left.clear();
  right.clear();
}

std::int32_t Forest::add(std::int32_t node_symbol, std::int32_t left_child, std::int32_t right_child) {
  symbol.push_back(node_symbol);
  left.push_back(left_child);
  right.push_back(right_child);
  return static_cast<std::int32_t>(symbol.size()) - 1;
}

template <typename T>
RecursiveNetwork<T>::RecursiveNetwork(std::ptrdiff_t leaf_symbols, std::ptrdiff_t operators, std::ptrdiff_t hidden,
                                      const Rng& rng)
    : leaves_(leaf_symbols), operators_(operators), hidden_(hidden) {
  parameters_.assign(static_cast<std::size_t>(readout_at() + hidden_ + 1), T(0));
  Rng own = rng;
  const auto draw = [&](std::ptrdiff_t first, std::ptrdiff_t count, double bound) {
    for (std::ptrdiff_t i = first; i < first + count; ++i)
      parameters_[static_cast<std::size_t>(i)] = static_cast<T>(own.uniform(-bound, bound));
  };
  draw(0, leaves_ * hidden_, 0.5);
  for (std::ptrdiff_t o = 0; o < operators_; ++o)
    draw(merge_at(o), 2 * hidden_ * hidden_, std::sqrt(2.0 / static_cast<double>(hidden_)));
  draw(readout_at(), hidden_, 1 / std::sqrt(static_cast<double>(hidden_)));
}

template <typename T>
void RecursiveNetwork<T>::forward(const Forest& forest, RecursivePass<T>& pass) const {
  const std::ptrdiff_t n = forest.size();
  const T* p = parameters_.data();
  group_nodes(forest, pass);
  pass.vectors.resize(n, hidden_);
  pass.inputs.resize(static_cast<std::ptrdiff_t>(pass.order.size()), 2 * hidden_);
  for (std::ptrdiff_t node = 0; node < n; ++node)
    if (forest.is_leaf(node))
      std::copy_n(p + forest.symbol[static_cast<std::size_t>(node)] * hidden_, hidden_, pass.vectors.row(node));
  for (std::size_t g = 0; g + 1 < pass.groups.size(); ++g) {
    const std::ptrdiff_t first = pass.groups[g], count = pass.groups[g + 1] - first;
    for (std::ptrdiff_t i = first; i < first + count; ++i) {
      const auto node = static_cast<std::size_t>(pass.order[static_cast<std::size_t>(i)]);
      std::copy_n(pass.vectors.row(forest.left[node]), hidden_, pass.inputs.row(i));
      std::copy_n(pass.vectors.row(forest.right[node]), hidden_, pass.inputs.row(i) + hidden_);
    }
    const auto one = static_cast<std::size_t>(pass.order[static_cast<std::size_t>(first)]);
    const T* merge = p + merge_at(forest.symbol[one]);
    pass.merged.resize(count, hidden_);
    simd::gemm<T>(pass.inputs.view().rows_range(first, count), {merge, hidden_, 2 * hidden_},
                  merge + 2 * hidden_ * hidden_, pass.merged, {.transpose_b = simd::Transpose::yes});
    const auto size = static_cast<std::size_t>(pass.merged.size());
    math::tanh(std::span<const T>(pass.merged.data(), size), std::span<T>(pass.merged.data(), size));
    for (std::ptrdiff_t i = 0; i < count; ++i)
      std::copy_n(pass.merged.row(i), hidden_, pass.vectors.row(pass.order[static_cast<std::size_t>(first + i)]));
  }
  pass.outputs.resize(n, 1);
  const T* readout = p + readout_at();
  simd::gemm<T>(pass.vectors, {readout, hidden_, 1}, readout + hidden_, pass.outputs);
}

template <typename T>
double RecursiveNetwork<T>::gradient(const Forest& forest, std::span<const T> targets, std::span<const T> weights,
                                     RecursivePass<T>& pass, std::span<T> gradients) const {
  forward(forest, pass);
  const std::ptrdiff_t n = forest.size();
  const T* p = parameters_.data();
  std::fill(gradients.begin(), gradients.end(), T(0));
  double counted = 0, cost = 0;
  for (const T weight : weights) counted += static_cast<double>(weight);
  if (!(counted > 0)) return 0;
  const T* readout = p + readout_at();
  T* d_readout = gradients.data() + readout_at();
  pass.d_vectors.resize(n, hidden_);
  for (std::ptrdiff_t node = 0; node < n; ++node) {
    const auto at = static_cast<std::size_t>(node);
    const T miss = weights[at] * (pass.outputs(node, 0) - targets[at]);
    cost += static_cast<double>(miss) * static_cast<double>(miss);
    const T d = T(2) * miss / static_cast<T>(counted);
    for (std::ptrdiff_t j = 0; j < hidden_; ++j) {
      pass.d_vectors(node, j) = d * readout[j];
      d_readout[j] += d * pass.vectors(node, j);
    }
    d_readout[hidden_] += d;
  }
  for (std::size_t g = pass.groups.size() - 1; g-- > 0;) {
    const std::ptrdiff_t first = pass.groups[g], count = pass.groups[g + 1] - first;
    const std::ptrdiff_t at =
        merge_at(forest.symbol[static_cast<std::size_t>(pass.order[static_cast<std::size_t>(first)])]);
    pass.merged.resize(count, hidden_);  // ∂ by what tanh is taken of
    T* d_bias = gradients.data() + at + 2 * hidden_ * hidden_;
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const std::int32_t node = pass.order[static_cast<std::size_t>(first + i)];
      for (std::ptrdiff_t j = 0; j < hidden_; ++j) {
        const T v = pass.vectors(node, j);
        pass.merged(i, j) = pass.d_vectors(node, j) * (T(1) - v * v);
        d_bias[j] += pass.merged(i, j);
      }
    }
    simd::gemm<T>(pass.merged, pass.inputs.view().rows_range(first, count), nullptr,
                  {gradients.data() + at, hidden_, 2 * hidden_},
                  {.transpose_a = simd::Transpose::yes, .accumulate = true});
    pass.d_inputs.resize(count, 2 * hidden_);
    simd::gemm<T>(pass.merged, {p + at, hidden_, 2 * hidden_}, nullptr, pass.d_inputs);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const auto node = static_cast<std::size_t>(pass.order[static_cast<std::size_t>(first + i)]);
      const T* d_children = pass.d_inputs.row(i);
      for (const std::int32_t child : {forest.left[node], forest.right[node]}) {
        for (std::ptrdiff_t j = 0; j < hidden_; ++j) pass.d_vectors(child, j) += d_children[j];
        d_children += hidden_;
      }
    }
  }
  for (std::ptrdiff_t node = 0; node < n; ++node) {
    if (!forest.is_leaf(node)) continue;
    T* d_leaf = gradients.data() + forest.symbol[static_cast<std::size_t>(node)] * hidden_;
    for (std::ptrdiff_t j = 0; j < hidden_; ++j) d_leaf[j] += pass.d_vectors(node, j);
  }
  return cost / counted;
}

template class RecursiveNetwork<float>;
template class RecursiveNetwork<double>;

}  // namespace lectern::nn
