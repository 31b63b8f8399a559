#include "core/ml/nn/network_weights.h"

#include <algorithm>
#include <cstddef>

namespace lectern::nn {

void move_towards(std::span<float> mean, std::span<const float> weights, double share) {
  const auto part = static_cast<float>(share);
  for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += part * (weights[i] - mean[i]);
}

void average_weights(std::span<float> average, std::span<const float> weights, std::uint64_t updates, double horizon) {
  // A young mean forgets its first weights sooner.
  move_towards(average, weights, 1 / std::min(1 + static_cast<double>(updates) / 3, horizon));
}

void silence_outputs(Network<float>& network) {
  const std::size_t last = network.layer_count() - 1;
  std::ranges::fill(network.weights(last), 0.0f);
  std::ranges::fill(network.biases(last), 0.0f);
}

}  // namespace lectern::nn
