#include "web/views/network_card.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "web/gl/pictures.h"
#include "web/views/network_edges.h"

namespace lectern {
namespace {

constexpr int kWeightsShown = 6;

struct Incoming {
  int from = 0;
  float weight = 0;
};

// The strongest weights into the neuron, strongest first; returns how many.
int strongest_inputs(const Network& network, NeuronId id, std::array<Incoming, kWeightsShown>& strongest) {
  int count = 0;
  for (int from = 0;; ++from) {
    const float* weight = weight_of(network, id.layer, from, id.neuron);
    if (weight == nullptr) return count;
    int place = count;
    while (place > 0 && std::fabs(strongest[static_cast<std::size_t>(place) - 1].weight) < std::fabs(*weight)) --place;
    if (place == kWeightsShown) continue;
    count = std::min(count + 1, kWeightsShown);
    for (int i = count - 1; i > place; --i)
      strongest[static_cast<std::size_t>(i)] = strongest[static_cast<std::size_t>(i) - 1];
    strongest[static_cast<std::size_t>(place)] = {from, *weight};
  }
}

class Card {
 public:
  Card(ViewContext& context, ImVec2 min, float width) : context_(context), pen_(min), left_(min.x), width_(width) {}

  void number(std::string_view name, double value) {
    const ImFont& font = *context_.theme.fonts.small;
    const float y = pen_.y + step() / 2;
    draw_label(list(), font, {left_, y}, 0, context_.theme.muted, name);
    draw_label(list(), font, {left_ + width_, y}, 1, context_.theme.text, NumberText(value, 4));
    pen_.y += step();
  }

  // A bar to the right for positive, to the left for negative weights.
  void weight(std::string_view name, float value, float strongest) {
    const ImFont& font = *context_.theme.fonts.small;
    const float y = pen_.y + step() / 2, middle = left_ + width_ * 0.52f, reach = width_ * 0.2f;
    draw_fitting_label(list(), font, {left_, y}, 0, context_.theme.muted, name, width_ * 0.3f);
    const float end = middle + reach * std::clamp(value / std::max(std::fabs(strongest), 1e-6f), -1.0f, 1.0f);
    list().AddRectFilled({std::min(middle, end), y - context_.px(4)}, {std::max(middle, end), y + context_.px(4)},
                         weight_color(context_, value, std::fabs(strongest)), context_.px(1.5f));
    list().AddLine({middle, y - context_.px(6)}, {middle, y + context_.px(6)}, context_.theme.border);
    draw_label(list(), font, {left_ + width_, y}, 1, context_.theme.text, NumberText(value, 3));
    pen_.y += step();
  }

  float step() const { return line_height(*context_.theme.fonts.small) + context_.px(4); }

 private:
  ImDrawList& list() const { return *ImGui::GetForegroundDrawList(); }
  ViewContext& context_;
  ImVec2 pen_;
  float left_, width_;
};

void draw_large_field(const NetworkLayout& layout, NeuronId id, const Area& picture, ViewContext& context) {
  ImDrawList& list = *ImGui::GetForegroundDrawList();
  context.pictures.begin_pictures(list, {ColorMap::diverging, true});
  context.pictures.sheet(context.state.sheet).draw(list, layout.picture(id), picture.min, picture.max, true);
  context.pictures.end(list);
  list.AddRect(picture.min, picture.max, context.theme.border);
}

// Beside the panel, so that the network stays in sight; where there is no room, beside the neuron, on the side with
// more room.
ImVec2 place_card(const Area& square, ImVec2 size, const Area& area, float gap) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float level = std::clamp(square.center().y - size.y / 2, gap, std::max(gap, display.y - gap - size.y));
  if (area.max.x + gap + size.x < display.x) return {std::floor(area.max.x + gap), std::floor(level)};
  if (area.min.x - gap - size.x > 0) return {std::floor(area.min.x - gap - size.x), std::floor(level)};
  const bool right = square.center().x < area.center().x;
  float x = right ? square.max.x + gap : square.min.x - gap - size.x;
  if (x < gap || x + size.x > display.x - gap)
    x = std::clamp(area.center().x - size.x / 2, gap, std::max(gap, display.x - gap - size.x));
  return {std::floor(x), std::floor(level)};
}

}  // namespace

std::array<char, 32> neuron_name(const Network& network, NeuronId id) {
  std::array<char, 32> name{};
  const std::string& label =
      network.layers[static_cast<std::size_t>(id.layer)].neurons[static_cast<std::size_t>(id.neuron)].label;
  if (label.empty())
    std::snprintf(name.data(), name.size(), "%d.%d", id.layer, id.neuron + 1);
  else
    std::snprintf(name.data(), name.size(), "%.30s", label.c_str());
  return name;
}

void draw_neuron_card(const Network& network, const NetworkLayout& layout, NeuronId id, const Area& area,
                      ViewContext& context) {
  const NetworkLayer& layer = network.layers[static_cast<std::size_t>(id.layer)];
  const Neuron& neuron = layer.neurons[static_cast<std::size_t>(id.neuron)];
  const Theme& theme = context.theme;
  std::array<Incoming, kWeightsShown> incoming;
  const int inputs = strongest_inputs(network, id, incoming);

  const float padding = context.px(12), width = context.px(176);
  const float picture = neuron.field.empty() ? 0 : width;
  const float title = line_height(*theme.fonts.strong) + context.px(6);
  Card probe(context, {}, width);
  const float rows = static_cast<float>((id.layer > 0 ? 3 : 1) + inputs) * probe.step();
  const ImVec2 size(width + 2 * padding, 2 * padding + title + (picture > 0 ? picture + context.px(8) : 0) + rows);
  const ImVec2 min = place_card(layout.square(id), size, area, context.px(12)), max = min + size;

  ImDrawList& list = *ImGui::GetForegroundDrawList();
  list.AddRectFilled(min + ImVec2(0, context.px(3)), max + ImVec2(0, context.px(5)), theme.shadow, context.px(9));
  list.AddRectFilled(min, max, theme.surface, context.px(9));
  list.AddRect(min, max, context.state.network.pinned ? theme.accent : theme.border, context.px(9));
  ImVec2 pen = min + ImVec2(padding, padding);
  const std::array<char, 32> name = neuron_name(network, id);
  draw_label(list, *theme.fonts.strong, {pen.x, pen.y + title / 2 - context.px(3)}, 0, theme.text, name.data());
  const float name_width = text_width(*theme.fonts.strong, name.data()) + context.px(10);
  draw_fitting_label(list, *theme.fonts.small, {max.x - padding, pen.y + title / 2 - context.px(3)}, 1, theme.muted,
                     neuron.dropped && !network.one_example ? std::string_view("dropped in this step")
                                                            : std::string_view(layer.label),
                     width - name_width);
  pen.y += title;
  if (picture > 0) {
    draw_large_field(layout, id, {pen, pen + ImVec2(picture, picture)}, context);
    pen.y += picture + context.px(8);
  }
  Card card(context, pen, width);
  card.number(network.one_example ? "activation" : "mean activation", neuron.activation);
  if (id.layer > 0) {
    card.number("bias", neuron.bias);
    card.number(network.one_example ? "error ∂E/∂z" : "gradient (rms)", neuron.gradient);
  }
  for (int i = 0; i < inputs; ++i) {
    const Incoming& each = incoming[static_cast<std::size_t>(i)];
    card.weight(neuron_name(network, {id.layer - 1, each.from}).data(), each.weight, incoming[0].weight);
  }
}

}  // namespace lectern
