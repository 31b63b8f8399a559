#pragma once

#include <cstdint>
#include <span>

#include "core/ml/nn/network.h"

namespace lectern::nn {

// mean ← mean + share (weights − mean), of equal length.
void move_towards(std::span<float> mean, std::span<const float> weights, double share);

// A mean of the weights over the course of a training, which lies nearer to its end than any of its steps: over about
// so many of the last updates. average  overwritten;  updates  so far, ≥ 1;  horizon ≥ 1 Source: Polyak, Juditsky, SIAM
// J. Control Optim. 30 (1992) 838.
void average_weights(std::span<float> average, std::span<const float> weights, std::uint64_t updates, double horizon);

// The last layer's weights and biases become 0: the network says nothing before it learns.
void silence_outputs(Network<float>& network);

}  // namespace lectern::nn
