#include "core/ml/nn/thinning.h"

#include <cstddef>
#include <span>
#include <string_view>

#include "core/ml/nn/dropout.h"

namespace lectern::nn {

template <typename T>
void thin(Network<T>& network, double probability, Rng& rng) {
  AlignedVector<T> mask;
  for (std::size_t i = 0; i + 1 < network.layer_count(); ++i) {
    if (std::string_view(network.layer(i).name()) != "dropout") continue;
    const auto width = static_cast<std::size_t>(network.layer(i).output_shape().size());
    mask.resize(width);
    draw_dropout_mask(probability, rng, mask.data(), static_cast<std::ptrdiff_t>(width));
    const std::span<T> weights = network.weights(i + 1);  // units × width
    for (std::size_t w = 0; w < weights.size(); ++w) weights[w] *= mask[w % width];
  }
}

template void thin(Network<float>&, double, Rng&);
template void thin(Network<double>&, double, Rng&);

}  // namespace lectern::nn
