#include "web/views/network_layout.h"

#include <algorithm>
#include <cmath>

namespace lectern {

namespace {

// Room beside the first and the last column for half a square and the names of inputs and outputs.
float end_margin(const NetworkLayer& layer, const ViewContext& context) {
  float widest = 0;
  for (const Neuron& neuron : layer.neurons)
    widest = std::max(widest, text_width(*context.theme.fonts.small, neuron.label));
  return context.px(32) + std::min(widest + context.px(6), context.px(70));
}

}  // namespace

NetworkLayout::NetworkLayout(const Network& network, const Area& area, const ViewContext& context)
    : area_(area), line_(line_height(*context.theme.fonts.small) + context.px(3)) {
  const std::size_t count = network.layers.size();
  if (count == 0) return;
  const float height = std::max(area.height() - 2 * line_ - context.px(10), context.px(16));
  const float left = end_margin(network.layers[0], context), right = end_margin(network.layers[count - 1], context);
  const float width = std::max(area.width() - left - right, 1.0f);
  pitch_x_ = count > 1 ? width / static_cast<float>(count - 1) : width;

  std::size_t picture = 0;
  columns_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    Column& each = columns_[i];
    each.shown = static_cast<int>(network.layers[i].neurons.size());
    each.x = std::floor(area.min.x + left + (count > 1 ? pitch_x_ * static_cast<float>(i) : width / 2));
    each.first_picture = picture;
    picture += network.layers[i].neurons.size();
    place(each, height, context);
  }
}

// Squares as large as their share of the height allows; below a comfortable size the column becomes a zigzag, whose
// squares may be twice as large; below a least size neurons are left out.
void NetworkLayout::place(Column& column, float height, const ViewContext& context) {
  const float comfortable = context.px(24), least = context.px(11), fill = 0.8f;
  const float largest = std::min(context.px(context.maximised ? 90.0f : 54.0f), 0.42f * pitch_x_);
  const int neurons = std::max(column.shown, 1);
  const float share = height / static_cast<float>(neurons);
  const float straight = std::min(share * fill, largest);
  const float crossed = std::min({2 * share * fill, 1.2f * comfortable, 0.22f * pitch_x_});
  const bool zigzag = straight < comfortable && crossed > 1.3f * straight && crossed > least && neurons > 2;
  const float rows_per_square = zigzag ? 2.0f : 1.0f;
  column.side = zigzag ? crossed : straight;
  column.pitch = std::min(share, column.side * (zigzag ? 0.75f : 1.9f));
  if (column.side < least && place_in_block(column, height, context)) return;
  if (column.side < least) {
    column.side = least;
    column.pitch = least / (fill * rows_per_square);
    column.shown = std::clamp(static_cast<int>((height - line_) / column.pitch), 1, neurons);
    column.left_out = neurons - column.shown;
  }
  column.side = std::max(2.0f, std::floor(column.side / 2) * 2);
  column.stagger = zigzag ? std::floor(column.side * 0.62f) : 0;
  const float used = column.pitch * static_cast<float>(column.shown - 1);
  const float below = column.left_out > 0 ? line_ : 0;
  column.top = area_.min.y + line_ + context.px(5) + (height - below - used) / 2;
}

// As many columns as give the largest squares; false where they would be too small to see.
bool NetworkLayout::place_in_block(Column& column, float height, const ViewContext& context) const {
  const float least = context.px(6), fill = 0.86f, width = 0.62f * pitch_x_;
  float best = 0;
  const auto rows_of = [&](int across) { return (column.shown + across - 1) / across; };
  for (int across = 3; across <= 16; ++across) {
    const float cell = std::min(height / static_cast<float>(rows_of(across)), width / static_cast<float>(across));
    if (cell <= best) continue;
    best = cell;
    column.across = across;
  }
  if (best * fill < least) {
    column.across = 1;
    return false;
  }
  column.pitch = best;
  column.side = std::max(2.0f, std::floor(fill * best / 2) * 2);
  column.stagger = best * static_cast<float>(column.across - 1) / 2;
  // At either end of the network a wide block keeps inside the picture.
  const float reach = column.stagger + column.side / 2 + context.px(3);
  if (area_.width() > 2 * reach) column.x = std::clamp(column.x, area_.min.x + reach, area_.max.x - reach);
  const float used = best * static_cast<float>(rows_of(column.across) - 1);
  column.top = area_.min.y + line_ + context.px(5) + (height - used) / 2;
  return true;
}

ImVec2 NetworkLayout::center(NeuronId id) const {
  const Column& at = column(id.layer);
  if (at.across > 2)
    return {std::floor(at.x - at.stagger + at.pitch * static_cast<float>(id.neuron % at.across)),
            std::floor(at.top + at.pitch * static_cast<float>(id.neuron / at.across))};
  return {at.x + (id.neuron % 2 == 0 ? -at.stagger : at.stagger),
          std::floor(at.top + at.pitch * static_cast<float>(id.neuron))};
}

Area NetworkLayout::square(NeuronId id) const {
  const ImVec2 at = center(id);
  const float half = column(id.layer).side / 2;
  return {at - ImVec2(half, half), at + ImVec2(half, half)};
}

ImVec2 NetworkLayout::label_at(int layer) const {
  return {columns_[static_cast<std::size_t>(layer)].x, area_.min.y + line_ / 2};
}

ImVec2 NetworkLayout::note_at(int layer) const {
  return {columns_[static_cast<std::size_t>(layer)].x, area_.max.y - line_ / 2};
}

ImVec2 NetworkLayout::more_at(int layer) const {
  const Column& at = column(layer);
  const float last = at.top + at.pitch * static_cast<float>(at.shown - 1);
  return {at.x, last + at.side / 2 + line_ / 2};
}

NeuronId NetworkLayout::neuron_at(ImVec2 point, float room) const {
  for (int layer = 0; layer < layers(); ++layer) {
    const Column& at = column(layer);
    if (std::fabs(point.x - at.x) > at.side / 2 + at.stagger + room) continue;
    const float slack = std::clamp((at.pitch - at.side) / 2, 0.0f, room);
    for (int neuron = 0; neuron < at.shown; ++neuron) {
      const Area own = square({layer, neuron});
      if (Area{own.min - ImVec2(room, slack), own.max + ImVec2(room, slack)}.contains(point)) return {layer, neuron};
    }
  }
  return {};
}

std::size_t NetworkLayout::picture(NeuronId id) const {
  return columns_[static_cast<std::size_t>(id.layer)].first_picture + static_cast<std::size_t>(id.neuron);
}

}  // namespace lectern
