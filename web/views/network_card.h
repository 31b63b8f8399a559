#pragma once

#include "web/views/network_layout.h"

namespace lectern {

// The neuron's own name, or "3.2": second neuron of the third layer.
std::array<char, 32> neuron_name(const Network& network, NeuronId id);

// One neuron closely: its field large, its numbers, its strongest incoming weights.
void draw_neuron_card(const Network& network, const NetworkLayout& layout, NeuronId id, const Area& area,
                      ViewContext& context);

}  // namespace lectern
