#include "core/ml/inverse/u_net.h"

#include <algorithm>

#include "core/math/elementary.h"

namespace lectern::inverse {

std::vector<nn::LayerSpec> u_net_layers(std::ptrdiff_t channels, std::ptrdiff_t outputs) {
  using namespace nn;
  const Activation relu{ActivationKind::relu};
  const auto conv = [&](std::ptrdiff_t out, Pair stride, bool bends) {
    return Conv2dSpec{.channels = out, .stride = stride, .padding = {1, 1}, .activation = bends ? relu : Activation{}};
  };
  const auto up = [&](std::ptrdiff_t out) {
    return ConvTranspose2dSpec{.channels = out, .kernel = {2, 2}, .stride = {2, 2}};
  };
  const std::ptrdiff_t c = channels;
  const ResidualSpec deepest{.body = {conv(4 * c, {1, 1}, true), conv(4 * c, {1, 1}, false)},
                             .skip = {},
                             .activation = relu};
  const ResidualSpec lower{.body = {conv(4 * c, {2, 2}, true), deepest, up(2 * c)}, .skip = {}, .activation = relu};
  const ResidualSpec whole{.body = {conv(2 * c, {2, 2}, true), lower, conv(2 * c, {1, 1}, true), up(c)},
                           .skip = {},
                           .activation = relu};
  return {conv(c, {1, 1}, true), whole, conv(outputs, {1, 1}, false)};
}

template <typename T>
double pixel_cross_entropy(ConstMatrixView<T> Z, std::span<const int> labels, int classes, MatrixView<T> d_Z) {
  const std::ptrdiff_t pixels = Z.cols / classes;
  const T scale = T(1) / static_cast<T>(Z.rows * pixels);
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < Z.rows; ++i)
    for (std::ptrdiff_t p = 0; p < pixels; ++p) {
      const T* z = Z.row(i) + p;
      T largest = z[0];
      for (int c = 1; c < classes; ++c) largest = std::max(largest, z[c * pixels]);
      T total = 0;
      for (int c = 0; c < classes; ++c) total += math::exp(z[c * pixels] - largest);
      const int label = labels[static_cast<std::size_t>(i * pixels + p)];
      sum += static_cast<double>(math::log(total) + largest - z[label * pixels]);
      if (d_Z.data == nullptr) continue;
      for (int c = 0; c < classes; ++c)
        d_Z.row(i)[c * pixels + p] = scale * (math::exp(z[c * pixels] - largest) / total - (c == label ? T(1) : T(0)));
    }
  return sum / static_cast<double>(Z.rows * pixels);
}

template <typename T>
void pixel_probabilities(const T* z, std::ptrdiff_t pixels, std::span<double> probabilities) {
  T largest = z[0];
  for (std::size_t c = 1; c < probabilities.size(); ++c)
    largest = std::max(largest, z[static_cast<std::ptrdiff_t>(c) * pixels]);
  double total = 0;
  for (std::size_t c = 0; c < probabilities.size(); ++c)
    total += probabilities[c] = static_cast<double>(math::exp(z[static_cast<std::ptrdiff_t>(c) * pixels] - largest));
  for (double& probability : probabilities) probability /= total;
}

template <typename T>
LightShareCost light_share_cost(ConstMatrixView<T> Z, ConstMatrixView<T> light, ConstMatrixView<T> target, double unit,
                                double floor, MatrixView<T> d_Z) {
  const std::ptrdiff_t pixels = light.cols;
  const double count = static_cast<double>(light.rows * pixels);
  LightShareCost cost;
  for (std::ptrdiff_t i = 0; i < light.rows; ++i)
    for (std::ptrdiff_t p = 0; p < pixels; ++p) {
      const double share = static_cast<double>(math::sigmoid(Z(i, p))), y = static_cast<double>(light(i, p));
      const double miss = share * y - static_cast<double>(target(i, p));
      const double spread = static_cast<double>(math::exp(Z(i, pixels + p))), variance = spread + floor;
      cost.error += miss * miss;
      cost.nll += (math::log(variance) + miss * miss / variance) / 2;
      d_Z(i, p) = static_cast<T>(2 * miss * y * share * (1 - share) / (count * unit * unit));
      d_Z(i, pixels + p) = static_cast<T>(spread * (1 / variance - miss * miss / (variance * variance)) / (2 * count));
    }
  cost.error /= count;
  cost.nll /= count;
  return cost;
}

template double pixel_cross_entropy(ConstMatrixView<float>, std::span<const int>, int, MatrixView<float>);
template double pixel_cross_entropy(ConstMatrixView<double>, std::span<const int>, int, MatrixView<double>);
template void pixel_probabilities(const float*, std::ptrdiff_t, std::span<double>);
template void pixel_probabilities(const double*, std::ptrdiff_t, std::span<double>);
template LightShareCost light_share_cost(ConstMatrixView<float>, ConstMatrixView<float>, ConstMatrixView<float>, double,
                                         double, MatrixView<float>);
template LightShareCost light_share_cost(ConstMatrixView<double>, ConstMatrixView<double>, ConstMatrixView<double>,
                                         double, double, MatrixView<double>);

}  // namespace lectern::inverse
