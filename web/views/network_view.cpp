#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "core/lab/text.h"
#include "web/gl/pictures.h"
#include "web/views/network_card.h"
#include "web/views/network_edges.h"
#include "web/views/panel_view.h"

namespace lectern {
namespace {

const Neuron& neuron_of(const Network& network, NeuronId id) {
  return network.layers[static_cast<std::size_t>(id.layer)].neurons[static_cast<std::size_t>(id.neuron)];
}

void prepare_fields(const Network& network, ViewContext& context) {
  gl::Sheet& sheet = context.pictures.sheet(context.state.sheet);
  if (!sheet.is_older_than(context.snapshot_number)) return;
  sheet.clear();
  for (const NetworkLayer& layer : network.layers)
    for (const Neuron& neuron : layer.neurons)
      sheet.add(network.field_cols, network.field_rows, neuron.field, network.field_color);
  sheet.upload(context.snapshot_number);
}

template <typename F>
void for_each_shown(const NetworkLayout& layout, F visit) {
  for (int layer = 0; layer < layout.layers(); ++layer)
    for (int neuron = 0; neuron < layout.shown(layer); ++neuron) visit(NeuronId{layer, neuron});
}

void draw_hatch(ImDrawList& list, const Area& square, ImU32 color, float width) {
  list.PushClipRect(square.min, square.max, true);
  const float step = std::max(square.width() / 4, 4.0f);
  for (float x = -square.width(); x < square.width(); x += step)
    list.AddLine({square.min.x + x, square.max.y}, {square.min.x + x + square.width(), square.min.y}, color, width);
  list.PopClipRect();
}

// What the one example that is shown makes of the neuron: the number that its field is, or its activation; nothing
// where that is not known yet.
void draw_activation(ImDrawList& list, const Neuron& neuron, const Area& square, const ViewContext& context) {
  if (neuron.field.empty() && !std::isfinite(neuron.activation)) return;
  const ImFont& font = *context.theme.fonts.small;
  const NumberText text(neuron.field.size() == 1 ? neuron.field[0] : neuron.activation, 2);
  const float scale = std::min(1.0f, (square.width() - 2) / std::max(text_width(font, text), 1.0f));
  if (scale < 0.55f) return;
  const float width = scale * text_width(font, text), half = scale * line_height(font) / 2;
  const ImVec2 from(square.center().x - width / 2, square.max.y - half - 1);
  list.AddRectFilled({from.x - 1, from.y - half}, {from.x + width + 1, from.y + half},
                     faded(context.theme.surface, 0.82f), 2);
  draw_scaled_label(list, font, scale, from, context.theme.text, text, width + 1);
}

void draw_neurons(const Network& network, const NetworkLayout& layout, NeuronId focus, ViewContext& context) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const auto rounding_of = [&](NeuronId id) { return std::min(context.px(4), layout.side(id.layer) * 0.18f); };
  for_each_shown(layout, [&](NeuronId id) {
    const Area square = layout.square(id);
    list.AddRectFilled(square.min, square.max, theme.surface, rounding_of(id));
    const Neuron& neuron = neuron_of(network, id);
    if (!neuron.field.empty() || !std::isfinite(neuron.activation)) return;
    const float t = 0.5f + 0.5f * std::tanh(neuron.activation);
    list.AddRectFilled(square.min, square.max, context.pictures.color_maps().color(ColorMap::diverging, t),
                       rounding_of(id));
  });
  context.pictures.begin_pictures(list, {ColorMap::diverging, true});
  const gl::Sheet& sheet = context.pictures.sheet(context.state.sheet);
  for_each_shown(layout, [&](NeuronId id) {
    const Area square = layout.square(id);
    const ImU32 tint = neuron_of(network, id).dropped ? IM_COL32(255, 255, 255, 70) : IM_COL32_WHITE;
    sheet.draw(list, layout.picture(id), square.min, square.max, true, tint, rounding_of(id));
  });
  context.pictures.end(list);
  for_each_shown(layout, [&](NeuronId id) {
    const Area square = layout.square(id);
    if (neuron_of(network, id).dropped && !network.one_example) draw_hatch(list, square, theme.faint, context.px(1));
    const bool focused = id == focus;
    list.AddRect(square.min, square.max, focused ? theme.accent : theme.faint, rounding_of(id), 0,
                 context.px(focused ? 2.5f : 1));
    if (network.one_example) draw_activation(list, neuron_of(network, id), square, context);
  });
}

// Names of inputs stand at their left, of outputs at their right, where there is room.
void draw_end_labels(const Network& network, const NetworkLayout& layout, const Area& area,
                     const ViewContext& context) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImFont& font = *context.theme.fonts.small;
  const int last = layout.layers() - 1;
  for_each_shown(layout, [&](NeuronId id) {
    if ((id.layer != 0 && id.layer != last) || layout.is_block(id.layer)) return;
    if (layout.pitch_y(id.layer) < 0.9f * line_height(font)) return;
    const Area square = layout.square(id);
    const bool on_left = id.layer == 0;
    const float room = on_left ? square.min.x - area.min.x : area.max.x - square.max.x;
    const ImVec2 at(on_left ? square.min.x - context.px(5) : square.max.x + context.px(5), square.center().y);
    draw_fitting_label(list, font, at, on_left ? 1 : 0, context.theme.muted, neuron_of(network, id).label,
                       room - context.px(6));
  });
}

// Names of hidden neurons stand below them where half of the gap to the next is enough for a line.
void draw_hidden_labels(const Network& network, const NetworkLayout& layout, const ViewContext& context) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImFont& font = *context.theme.fonts.small;
  const float line = line_height(font), room = layout.pitch_x() - context.px(12);
  for_each_shown(layout, [&](NeuronId id) {
    const std::string& name = neuron_of(network, id).label;
    if (id.layer == 0 || id.layer == layout.layers() - 1 || name.empty() || text_width(font, name) > room) return;
    if (layout.pitch_y(id.layer) - layout.side(id.layer) < 2 * (line + context.px(2))) return;
    const Area square = layout.square(id);
    const ImVec2 at(square.center().x, square.max.y + context.px(1) + line / 2);
    const float half = text_width(font, name) / 2 + 1;
    list.AddRectFilled({at.x - half, at.y - line / 2}, {at.x + half, at.y + line / 2},
                       faded(context.theme.surface, 0.82f), 2);
    draw_label(list, font, at, 0.5f, context.theme.muted, name);
  });
}

// Centred on its column but inside the area; in a narrow column only what stands before the dot, or nothing.
void draw_caption(ImDrawList& list, std::string_view text, ImVec2 at, ImU32 color, const NetworkLayout& layout,
                  const Area& area, const ViewContext& context) {
  const ImFont& font = *context.theme.fonts.small;
  const float room = std::min(layout.pitch_x() - context.px(6), area.width());
  if (text_width(font, text) > room) text = text.substr(0, text.find(" ·"));
  const float width = text_width(font, text);
  if (width > room) return;
  at.x = std::clamp(at.x, area.min.x + width / 2, std::max(area.min.x + width / 2, area.max.x - width / 2));
  draw_label(list, font, at, 0.5f, color, text);
}

void draw_captions(const Network& network, const NetworkLayout& layout, const Area& area, const ViewContext& context) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImFont& font = *context.theme.fonts.small;
  for (int i = 0; i < layout.layers(); ++i) {
    const NetworkLayer& layer = network.layers[static_cast<std::size_t>(i)];
    draw_caption(list, layer.label, layout.label_at(i), context.theme.text, layout, area, context);
    draw_caption(list, layer.note, layout.note_at(i), context.theme.muted, layout, area, context);
    if (layout.left_out(i) == 0) continue;
    std::array<char, 24> more;
    const bool narrow = layout.pitch_x() < context.px(70);
    std::snprintf(more.data(), more.size(), narrow ? "+%d" : "+%d more", layout.left_out(i));
    draw_label(list, font, layout.more_at(i), 0.5f, context.theme.muted, more.data());
  }
}

// Neurons are counted from 1 through all layers but the inputs.
int number_of(const Network& network, NeuronId id) {
  if (id.layer <= 0) return 0;
  int number = id.neuron + 1;
  for (int layer = 1; layer < id.layer; ++layer)
    number += static_cast<int>(network.layers[static_cast<std::size_t>(layer)].neurons.size());
  return number;
}

// Hovered or pinned neuron; a tap pins, a tap beside everything lets go.
NeuronId take_focus(const Network& network, const NetworkLayout& layout, const Area& area, ViewContext& context) {
  NetworkViewState& state = context.state.network;
  const ImVec2 pointer = ImGui::GetIO().MousePos;
  const bool hovered = is_hovered(area);
  const NeuronId under = hovered ? layout.neuron_at(pointer, context.px(context.touch ? 10.0f : 2.0f)) : NeuronId{};
  if (under.valid()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !network.picks_parameter.empty()) {
    const int number = number_of(network, under);
    const bool again = number != 0 && state.picked == number;
    if (under.valid()) {
      state.picked = again ? 0 : number;
      context.actions.set_parameter(network.picks_parameter, state.picked);
    }
  } else if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
    const bool same = state.pinned && state.layer == under.layer && state.neuron == under.neuron;
    state.pinned = under.valid() && !same;
    state.layer = under.layer;
    state.neuron = under.neuron;
  }
  if (!state.pinned) {
    state.layer = under.layer;
    state.neuron = under.neuron;
  }
  const bool exists =
      state.layer >= 0 && state.layer < layout.layers() && state.neuron < layout.shown(state.layer) &&
      static_cast<std::size_t>(state.neuron) < network.layers[static_cast<std::size_t>(state.layer)].neurons.size();
  if (!exists) state.layer = state.neuron = -1, state.pinned = false;
  return {state.layer, state.neuron};
}

// Its field is offered to the other panels.
void share_look(const Network& network, NeuronId focus, ViewContext& context) {
  if (context.look == nullptr) return;
  SharedLook& look = *context.look;
  const bool shows = focus.valid() && !neuron_of(network, focus).field.empty();
  if (!shows) {
    if (look.field.empty()) return;
    look.field.clear();
    context.actions.request_frame(0);
    return;
  }
  const Neuron& neuron = neuron_of(network, focus);
  if (look.field == neuron.field) return;
  look.field = neuron.field;
  look.rows = network.field_rows, look.cols = network.field_cols;
  look.x = network.field_x, look.y = network.field_y, look.color = network.field_color;
  look.name = neuron_name(network, focus).data();
  ++look.version;
  context.actions.request_frame(0);
}

constexpr const char* kWeightField = "weight";

// A click on an edge opens a field to type its weight into.
void edit_weight(const Network& network, const NetworkLayout& layout, const Area& area, ViewContext& context) {
  NetworkViewState& state = context.state.network;
  if (state.edited_layer >= 0) {
    const std::string typed = context.actions.taken_text(kWeightField);
    if (!typed.empty()) {
      if (const std::optional<float> value = parse_float(plain_number(typed)))
        context.actions.act(
            CellEdited{number_of(network, {state.edited_layer, state.edited_to}) - 1, state.edited_from, *value});
      state.edited_layer = -1;
    }
  }
  if (!is_hovered(area)) return;
  const ImVec2 pointer = ImGui::GetIO().MousePos;
  const NetworkEdge* edge = edge_at(layout, pointer, context);
  if (edge == nullptr) return;
  ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (!ImGui::IsMouseClicked(ImGuiMouseButton_Left)) return;
  state.edited_layer = edge->layer, state.edited_from = edge->from, state.edited_to = edge->to;
  std::array<char, 32> current{};
  std::snprintf(current.data(), current.size(), "%.4g", static_cast<double>(edge->weight));
  const ImVec2 half(context.px(38), context.px(13));
  context.actions.ask_for_text(kWeightField, current.data(), pointer - half, pointer + half);
}

void draw_edge_read_out(const Network& network, const NetworkLayout& layout, const Area& area, ViewContext& context) {
  if (!is_hovered(area)) return;
  const ImVec2 pointer = ImGui::GetIO().MousePos;
  const NetworkEdge* edge = edge_at(layout, pointer, context);
  if (edge == nullptr) return;
  std::array<char, 80> name;
  std::snprintf(name.data(), name.size(), "%s → %s", neuron_name(network, {edge->layer - 1, edge->from}).data(),
                neuron_name(network, {edge->layer, edge->to}).data());
  Callout callout;
  callout.add(weight_color(context, edge->weight, context.state.network.largest_weight), name.data(),
              NumberText(edge->weight, 4));
  if (network.editable) callout.add(0, "click to change it", "");
  callout.draw_outside(context, area, pointer);
}

// One button, its top left at `at`; true when it is pressed.
bool draw_button(const NetworkButton& button, const Area& box, const ViewContext& context) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const bool hovered = is_hovered(box);
  const ImU32 ink = hovered || button.is_on ? theme.accent : theme.muted;
  list.AddRectFilled(box.min, box.max, faded(ink, button.is_on ? 0.16f : 0.06f), context.px(5));
  list.AddRect(box.min, box.max, faded(ink, 0.6f), context.px(5), 0, context.px(1));
  draw_label(list, *theme.fonts.small, box.center(), 0.5f, hovered ? theme.accent : theme.text, button.label);
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  return hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left);
}

float button_height(const ViewContext& context) { return context.px(context.touch ? 32.0f : 22.0f); }

// The buttons of a column stand side by side above it, those of the network in a line below it; what they change is
// changed after all have been drawn.
void draw_buttons(const Network& network, const NetworkLayout& layout, const Area& area, ViewContext& context) {
  const float height = button_height(context), gap = context.px(4);
  const auto width_of = [&](const NetworkButton& button) {
    return std::max(text_width(*context.theme.fonts.small, button.label) + context.px(12), height);
  };
  const auto width_of_group = [&](int layer) {
    float width = -gap;
    for (const NetworkButton& button : network.buttons)
      if (button.layer == layer) width += width_of(button) + gap;
    return width;
  };
  const NetworkButton* pressed = nullptr;
  const auto draw_group = [&](int layer, float x, float y) {
    for (const NetworkButton& button : network.buttons) {
      if (button.layer != layer) continue;
      const float right = x + width_of(button);
      if (x >= area.min.x && right < area.max.x && draw_button(button, {{x, y}, {right, y + height}}, context))
        pressed = &button;
      x = right + gap;
    }
  };
  draw_group(-1, area.min.x + gap, area.max.y - height - context.px(1));
  float end = area.max.x - context.px(1);  // where the groups to the right begin
  for (int layer = layout.layers() - 1; layer >= 0; --layer) {
    const float width = width_of_group(layer);
    if (width <= 0) continue;
    const float x = std::min(std::max(layout.label_at(layer).x - width / 2, area.min.x), end - width);
    draw_group(layer, x, area.min.y);
    end = x - 2 * gap;
  }
  if (pressed == nullptr) return;
  const std::string parameter = pressed->parameter, value = pressed->value;
  context.actions.set_parameter_text(parameter, value);
}

}  // namespace

void draw_network(const Network& network, ViewContext& context) {
  const Area whole = remaining_area();
  if (network.layers.empty()) {
    draw_empty(context, whole, "No network yet");
    return;
  }
  Area area = whole;
  const float strip = button_height(context) + context.px(4);
  const bool has_buttons = !network.buttons.empty() && whole.height() > 6 * strip;
  if (has_buttons) area = {{whole.min.x, whole.min.y + strip}, {whole.max.x, whole.max.y - strip}};
  prepare_fields(network, context);
  const NetworkLayout layout(network, area, context);
  prepare_edges(network, layout, context);
  const NeuronId focus = take_focus(network, layout, area, context);
  share_look(network, focus, context);
  if (network.editable && !focus.valid()) edit_weight(network, layout, area, context);
  draw_edges(network, layout, focus, context);
  draw_neurons(network, layout, focus, context);
  draw_end_labels(network, layout, area, context);
  draw_hidden_labels(network, layout, context);
  draw_captions(network, layout, area, context);
  if (has_buttons) draw_buttons(network, layout, whole, context);
  const bool covered = ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup);
  if (focus.valid() && !covered)
    draw_neuron_card(network, layout, focus, area, context);
  else if (!covered)
    draw_edge_read_out(network, layout, area, context);
}

}  // namespace lectern
