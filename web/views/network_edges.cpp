#include "web/views/network_edges.h"

#include <algorithm>
#include <cmath>

#include "web/gl/pictures.h"

namespace lectern {
namespace {

// Between two layers at most so many edges a neuron of the larger one are drawn: more would be one grey mat.
constexpr std::size_t kEdgesPerNeuron = 6;
constexpr std::size_t kEdgesAlways = 80;

struct Curve {
  ImVec2 a, b, c, d;
  ImVec2 at(float t) const {
    const float s = 1 - t;
    return a * (s * s * s) + b * (3 * s * s * t) + c * (3 * s * t * t) + d * (t * t * t);
  }
};

Curve curve_of(const NetworkLayout& layout, const NetworkEdge& edge) {
  const Area from = layout.square({edge.layer - 1, edge.from}), to = layout.square({edge.layer, edge.to});
  const ImVec2 a(from.max.x, from.center().y), d(to.min.x, to.center().y);
  const float bend = 0.5f * (d.x - a.x);
  return {a, {a.x + bend, a.y}, {d.x - bend, d.y}, d};
}

float share_of(float weight, float largest) {
  const float share = std::fabs(weight) / std::max(largest, 1e-6f);
  return std::isfinite(share) ? std::min(share, 1.0f) : 1.0f;
}

// Thinner where neurons stand close.
float width_of(const ViewContext& context, const NetworkLayout& layout, const NetworkEdge& edge, float share) {
  const float pitch = std::min(layout.pitch_y(edge.layer), layout.pitch_y(edge.layer - 1));
  return context.px(0.6f + 4.2f * share * std::clamp(pitch / context.px(30), 0.3f, 1.0f));
}

bool leads_from_or_to_dropped(const Network& network, const NetworkEdge& edge) {
  const auto is_dropped = [&](int layer, int neuron) {
    return network.layers[static_cast<std::size_t>(layer)].neurons[static_cast<std::size_t>(neuron)].dropped;
  };
  return is_dropped(edge.layer - 1, edge.from) || is_dropped(edge.layer, edge.to);
}

bool touches(const NetworkEdge& edge, NeuronId neuron) {
  return (edge.layer == neuron.layer && edge.to == neuron.neuron) ||
         (edge.layer - 1 == neuron.layer && edge.from == neuron.neuron);
}

}  // namespace

const float* weight_of(const Network& network, int layer, int from, int to) {
  if (layer < 1 || layer >= static_cast<int>(network.layers.size())) return nullptr;
  const auto inputs = network.layers[static_cast<std::size_t>(layer) - 1].neurons.size();
  const std::vector<float>& weights = network.layers[static_cast<std::size_t>(layer)].weights;
  const std::size_t index = static_cast<std::size_t>(to) * inputs + static_cast<std::size_t>(from);
  return static_cast<std::size_t>(from) < inputs && index < weights.size() ? &weights[index] : nullptr;
}

void prepare_edges(const Network& network, const NetworkLayout& layout, ViewContext& context) {
  NetworkViewState& state = context.state.network;
  int shown = 0;
  for (int layer = 0; layer < layout.layers(); ++layer) shown = shown * 67 + layout.shown(layer);
  if (state.edges_version == context.snapshot_number && state.edges_shown == shown) return;
  state.edges_version = context.snapshot_number;
  state.edges_shown = shown;
  state.edges.clear();
  state.largest_weight = 1;
  const auto weaker = [](const NetworkEdge& a, const NetworkEdge& b) {
    return std::fabs(a.weight) < std::fabs(b.weight);
  };
  for (int layer = 1; layer < layout.layers(); ++layer) {
    const auto first = static_cast<std::ptrdiff_t>(state.edges.size());
    for (int to = 0; to < layout.shown(layer); ++to)
      for (int from = 0; from < layout.shown(layer - 1); ++from) {
        const float* weight = weight_of(network, layer, from, to);
        if (weight == nullptr || *weight == 0) continue;
        state.edges.push_back({layer, from, to, *weight});
        if (std::isfinite(*weight)) state.largest_weight = std::max(state.largest_weight, std::fabs(*weight));
      }
    const auto begin = state.edges.begin() + first;
    const auto count = static_cast<std::size_t>(state.edges.end() - begin);
    const auto larger = static_cast<std::size_t>(std::max(layout.shown(layer), layout.shown(layer - 1)));
    const std::size_t most = std::max(kEdgesAlways, kEdgesPerNeuron * larger);
    if (count <= most) continue;
    const auto keep = state.edges.end() - static_cast<std::ptrdiff_t>(most);
    std::nth_element(begin, keep, state.edges.end(), weaker);
    state.edges.erase(begin, keep);
  }
  std::sort(state.edges.begin(), state.edges.end(), weaker);
}

ImU32 weight_color(const ViewContext& context, float weight, float largest) {
  const float share = share_of(weight, largest);
  const float t = 0.5f + 0.5f * (0.45f + 0.55f * share) * (weight < 0 ? -1.0f : 1.0f);
  return context.pictures.color_maps().color(ColorMap::diverging, t);
}

void draw_edges(const Network& network, const NetworkLayout& layout, NeuronId focus, const ViewContext& context) {
  const NetworkViewState& state = context.state.network;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const int segments = std::clamp(static_cast<int>(layout.pitch_x() / context.px(9)), 6, 20);
  for (const bool stands_out : {false, true}) {
    for (const NetworkEdge& edge : state.edges) {
      const bool in_front = focus.valid() ? touches(edge, focus) : !leads_from_or_to_dropped(network, edge);
      if (in_front != stands_out) continue;
      const float share = share_of(edge.weight, state.largest_weight);
      const float opacity = !stands_out ? 0.1f : focus.valid() ? 1.0f : 0.3f + 0.7f * share;
      const Curve curve = curve_of(layout, edge);
      list.AddBezierCubic(curve.a, curve.b, curve.c, curve.d,
                          faded(weight_color(context, edge.weight, state.largest_weight), opacity),
                          width_of(context, layout, edge, share), segments);
    }
  }
}

const NetworkEdge* edge_at(const NetworkLayout& layout, ImVec2 point, const ViewContext& context) {
  const NetworkEdge* nearest = nullptr;
  float best = context.px(5);
  for (const NetworkEdge& edge : context.state.network.edges) {
    const Curve curve = curve_of(layout, edge);
    if (point.x < curve.a.x || point.x > curve.d.x || point.y < std::min(curve.a.y, curve.d.y) - best ||
        point.y > std::max(curve.a.y, curve.d.y) + best)
      continue;
    // x grows along the curve: halve until the parameter of the pointer's column is known.
    float low = 0, high = 1;
    for (int i = 0; i < 12; ++i) {
      const float middle = (low + high) / 2;
      (curve.at(middle).x < point.x ? low : high) = middle;
    }
    const float distance = std::fabs(curve.at(low).y - point.y);
    if (distance > best) continue;
    best = distance;
    nearest = &edge;
  }
  return nearest;
}

}  // namespace lectern
