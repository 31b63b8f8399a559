#include "web/views/network_layout.h"

#include <algorithm>
#include <cmath>

namespace lectern {

namespace {

// Room beside the first and the last column for half a square and the names of inputs and outputs.
float end_margin(const NetworkLayer& layer, const ViewContext& context) {
  float widest = 0;
  for (const Neuron& neuron : layer.neurons) widest = std::max(widest, text_width(*context.theme.fonts.small, neuron.label));
  return context.px(32) + std::min(widest + context.px(6), context.px(70));
}

}  // namespace

NetworkLayout::NetworkLayout(const Network& network, const Area& area, const ViewContext& context)
    : area_(area), line_(line_height(*context.theme.fonts.small) + context.px(3)) {
  const std::size_t count = network.layers.size();
  if (count == 0) return;
  const float least_pitch = context.px(13), largest = context.px(context.maximised ? 84.0f : 58.0f);
  const float height = std::max(area.height() - 2 * line_ - context.px(10), least_pitch);
  const float left = end_margin(network.layers[0], context), right = end_margin(network.layers[count - 1], context);
  const float width = area.width() - left - right;
  pitch_x_ = count > 1 ? width / static_cast<float>(count - 1) : width;

  int tallest = 1;
  for (const NetworkLayer& layer : network.layers) tallest = std::max(tallest, static_cast<int>(layer.neurons.size()));
  const float pitch = std::max(height / static_cast<float>(tallest), least_pitch);
  side_ = std::floor(std::clamp(std::min(pitch * 0.8f, pitch_x_ * 0.42f), least_pitch * 0.75f, largest));

  const int fit = std::max(1, static_cast<int>((height + 0.5f) / least_pitch));
  std::size_t picture = 0;
  columns_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    Column& column = columns_[i];
    const int neurons = static_cast<int>(network.layers[i].neurons.size());
    column.shown = neurons <= fit ? neurons : std::max(fit - 1, 1);
    column.left_out = neurons - column.shown;
    const float slots = static_cast<float>(column.shown + (column.left_out > 0 ? 1 : 0));
    column.pitch = std::min(height / std::max(slots, 1.0f), side_ * 1.9f);
    column.x = std::floor(area.min.x + left + (count > 1 ? pitch_x_ * static_cast<float>(i) : width / 2));
    column.top = area.min.y + line_ + context.px(5) + (height - column.pitch * slots) / 2 + column.pitch / 2;
    column.first_picture = picture;
    picture += static_cast<std::size_t>(neurons);
  }
}

ImVec2 NetworkLayout::center(NeuronId id) const {
  const Column& column = columns_[static_cast<std::size_t>(id.layer)];
  return {column.x, std::floor(column.top + column.pitch * static_cast<float>(id.neuron))};
}

Area NetworkLayout::square(NeuronId id) const {
  const ImVec2 at = center(id);
  const float half = std::floor(std::min(side_, columns_[static_cast<std::size_t>(id.layer)].pitch * 0.86f) / 2);
  return {at - ImVec2(half, half), at + ImVec2(half, half)};
}

ImVec2 NetworkLayout::label_at(int layer) const {
  return {columns_[static_cast<std::size_t>(layer)].x, area_.min.y + line_ / 2};
}

ImVec2 NetworkLayout::note_at(int layer) const {
  return {columns_[static_cast<std::size_t>(layer)].x, area_.max.y - line_ / 2};
}

ImVec2 NetworkLayout::more_at(int layer) const { return center({layer, shown(layer)}); }

NeuronId NetworkLayout::neuron_at(ImVec2 point, float room) const {
  for (int layer = 0; layer < layers(); ++layer) {
    if (std::fabs(point.x - columns_[static_cast<std::size_t>(layer)].x) > side_ / 2 + room) continue;
    for (int neuron = 0; neuron < shown(layer); ++neuron) {
      const Area square_area = square({layer, neuron});
      const float slack = std::min(room, (columns_[static_cast<std::size_t>(layer)].pitch - square_area.height()) / 2);
      if (Area{square_area.min - ImVec2(room, slack), square_area.max + ImVec2(room, slack)}.contains(point))
        return {layer, neuron};
    }
  }
  return {};
}

std::size_t NetworkLayout::picture(NeuronId id) const {
  return columns_[static_cast<std::size_t>(id.layer)].first_picture + static_cast<std::size_t>(id.neuron);
}

}  // namespace lectern
