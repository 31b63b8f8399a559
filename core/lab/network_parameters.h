#pragma once

#include "core/lab/parameter_schema.h"

// Groups of parameters that demos with a trained network have in common, so that they are called, ranged
// and explained alike everywhere. Choice ids are the names of the kinds in core/ml/nn.
namespace lectern {

// Group "Players" of adversarial training: noise_dimension, noise_law, generator_layers, discriminator_layers,
// activation.
void add_player_parameters(ParameterSchema& schema);

// Group "Training" of adversarial training: loss, discriminator_rate, generator_rate, discriminator_steps,
// optimizer, beta1, batch_size.
void add_adversarial_parameters(ParameterSchema& schema);

}  // namespace lectern
