#pragma once

#include <vector>

#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "tests/reference/case.h"

// Reading the networks, weights and optimisers of reference cases; shared by families 1 to 3.
namespace lectern::reference {

// The shape of one sample of a batch tensor (N, ...).
template <typename T>
nn::Shape sample_shape(const Tensor<T>& x);

// A network built from specs; a CaseError with its sentence when it does not fit.
template <typename T>
nn::Network<T> build_network(const nn::Shape& input, const std::vector<nn::LayerSpec>& specs);

// An activation from an object with `kind` (or `type`) and its constants.
nn::Activation read_activation(const Json& object, const std::string& kind);

std::vector<nn::LayerSpec> read_layers(const Json& layers);
nn::OptimizerSpec read_optimizer(const Json& object);

// Copies numbers into a parameter block of exactly that size.
template <typename T>
void set_numbers(std::span<T> block, const Tensor<T>& values, const std::string& name);

// `weights`: one {"weight", "bias"} per layer that has parameters.
template <typename T>
void set_weights(nn::Network<T>& network, const Json& weights);
// The same list out of the network, in the shapes of `like`.
template <typename T>
Json get_weights(const nn::Network<T>& network, const Json& like);
// The gradients by them.
template <typename T>
Json get_gradients(const nn::Network<T>& network, const Json& like);

}  // namespace lectern::reference
