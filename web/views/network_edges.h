#pragma once

#include "web/views/network_layout.h"

namespace lectern {

// The weight from neuron `from` of the layer before `layer` to neuron `to` of it; null if there is none.
const float* weight_of(const Network& network, int layer, int from, int to);

// Chooses the edges to draw anew when the panel's content or the number of shown neurons changes: between wide layers
// only the strongest, weak ones first.
void prepare_edges(const Network& network, const NetworkLayout& layout, ViewContext& context);

// Draws them: sign as colour, magnitude as width. Those of `focus` stand out; the others then step back. Without one
// those of dropped neurons, which take no part in what is shown, step back.
void draw_edges(const Network& network, const NetworkLayout& layout, NeuronId focus, const ViewContext& context);

// The edge under the pointer, or null.
const NetworkEdge* edge_at(const NetworkLayout& layout, ImVec2 point, const ViewContext& context);

// The colour of a weight of this magnitude and sign.
ImU32 weight_color(const ViewContext& context, float weight, float largest);

}  // namespace lectern
