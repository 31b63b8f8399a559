#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/data/planar_features.h"
#include "core/lab/experiment.h"
#include "core/lab/parameter_set.h"
#include "core/ml/nn/mlp.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/supervised_training.h"

// What the parameters of core/lab/network_parameters.h mean to core/ml/nn.
namespace lectern {

// The functions of a point that are switched on as inputs; for a curve those of x₁ alone.
std::vector<data::PlanarFeature> make_features(const ParameterSet& p, bool curve);

// The layers of the network, with so many linear outputs.
std::vector<nn::LayerSpec> make_layers(const ParameterSet& p, int outputs);

// What the outputs mean: the cost chosen for classes or for values.
nn::OutputCode make_code(const ParameterSet& p, int classes);

// The rule and its constants, as they are now.
nn::OptimizerSpec make_optimizer(const ParameterSet& p);

nn::StoppingPlan make_stopping(const ParameterSet& p);

// What the loss has become in this step ("is no longer a finite number"); nothing is known of the curvature, so the
// remedy is a tenth of η.
Divergence learning_rate_too_large(std::int64_t step, std::string_view loss, double learning_rate);

}  // namespace lectern
