#pragma once

#include <vector>

#include "core/lab/parameter_schema.h"

// Groups of parameters that demos with a trained network have in common, so that they are called, ranged
// and explained alike everywhere. Choice ids are the names of the kinds in core/ml/nn.
namespace lectern {

// Group "Inputs": in_x1, in_x2, in_x1_squared, … one switch for each data::PlanarFeature.
void add_input_parameters(ParameterSchema& schema);

// Group "Network": layers, activation, initialisation, scale, dropout.
void add_network_parameters(ParameterSchema& schema, std::vector<int> layers);

// Into the group at hand: optimizer, learning_rate, momentum, beta1, beta2, full_batch, batch_size, l1, l2.
void add_optimizer_parameters(ParameterSchema& schema, double learning_rate, int batch_size);

// Group "Stopping": stopping, patience, epochs.
void add_stopping_parameters(ParameterSchema& schema);

// Group "Players" of adversarial training: noise_dimension, noise_law, generator_layers, discriminator_layers,
// activation.
void add_player_parameters(ParameterSchema& schema);

// Group "Training" of adversarial training: loss, discriminator_rate, generator_rate, discriminator_steps,
// optimizer, beta1, batch_size.
void add_adversarial_parameters(ParameterSchema& schema);

}  // namespace lectern
