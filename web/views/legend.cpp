#include "web/views/legend.h"

#include <algorithm>
#include <cstdio>

#include "web/gl/pictures.h"
#include "web/views/markers.h"

namespace lectern {

float Legend::line_step() const { return line_height(*context_.theme.fonts.small) + context_.px(5); }

void Legend::add(const LegendEntry& entry) {
  if (entry.label.empty()) return;
  const ImFont& font = *context_.theme.fonts.small;
  const float value_width = entry.value.empty() ? 0 : text_width(font, entry.value) + context_.px(6);
  const float width =
      std::min(context_.px(21) + text_width(font, entry.label) + value_width, std::max(width_, context_.px(40)));
  const bool wraps = pen_.x > 0 && pen_.x + width > width_;
  const bool on_last_line = pen_.y > (static_cast<float>(lines_) - 1.5f) * line_step();
  if (left_out_ > 0 || count_ == kEntries || (wraps && on_last_line)) {
    if (left_out_++ == 0) make_room_for_count();
    return;
  }
  if (wraps) pen_ = ImVec2(0, pen_.y + line_step());
  Placed& placed = placed_[count_++];
  placed = {entry, {}, pen_, width};
  placed.value[entry.value.copy(placed.value.data(), placed.value.size() - 1)] = '\0';
  placed.entry.value = {};
  pen_.x += width + context_.px(14);
}

void Legend::make_room_for_count() {
  if (count_ < 2 || pen_.x + text_width(*context_.theme.fonts.small, "+9") <= width_) return;
  if (placed_[count_ - 1].offset.y < pen_.y) return;
  pen_ = placed_[--count_].offset;
  ++left_out_;
}

float Legend::height() const { return count_ == 0 ? 0 : pen_.y + line_step() + context_.px(3); }

void Legend::draw(ImVec2 at, std::uint64_t& hidden) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 cursor = ImGui::GetCursorScreenPos();
  for (std::size_t i = 0; i < count_; ++i) {
    const Placed& placed = placed_[i];
    const int bit = placed.entry.bit;
    ImGui::SetCursorScreenPos(at + placed.offset);
    ImGui::PushID(static_cast<int>(i));
    const bool tapped = ImGui::InvisibleButton("entry", {std::max(placed.width, 1.0f), line_step()});
    if (tapped && bit < 64) hidden ^= std::uint64_t{1} << bit;
    if (ImGui::IsItemHovered()) {
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      list.AddRectFilled(at + placed.offset - ImVec2(context_.px(3), 0),
                         at + placed.offset + ImVec2(placed.width + context_.px(4), line_step()), context_.theme.raised,
                         context_.px(4));
    }
    ImGui::PopID();
    draw_entry(list, placed, at + placed.offset + ImVec2(0, line_step() / 2), is_hidden(hidden, bit));
  }
  if (left_out_ > 0 && count_ > 0) {
    std::array<char, 16> more;
    std::snprintf(more.data(), more.size(), "+%d", left_out_);
    draw_label(list, *context_.theme.fonts.small, at + pen_ + ImVec2(0, line_step() / 2), 0, context_.theme.muted,
               more.data());
  }
  ImGui::SetCursorScreenPos(cursor);
}

void Legend::draw_entry(ImDrawList& list, const Placed& placed, ImVec2 at, bool hidden) const {
  const LegendEntry& entry = placed.entry;
  const std::string_view value = placed.value.data();
  const float opacity = hidden ? 0.3f : 1.0f;
  const ImU32 color = faded(entry.color, opacity);
  const float length = context_.px(15), half = context_.px(4.5f);
  switch (entry.mark) {
    case LegendMark::line:
      list.AddRectFilled(at - ImVec2(0, context_.px(1.3f)), at + ImVec2(length, context_.px(1.3f)), color,
                         context_.px(1.3f));
      break;
    case LegendMark::dashed:
      for (float x = 0; x < length; x += length * 0.4f)
        list.AddRectFilled(at + ImVec2(x, -context_.px(1)), at + ImVec2(x + length * 0.25f, context_.px(1)), color);
      break;
    case LegendMark::marker: {
      const ImVec2 center = at + ImVec2(length / 2, 0);
      const MarkerSketch sketch{entry.marker, context_.px(3.6f), color};
      draw_marker(list, center, sketch);
      break;
    }
    case LegendMark::box:
      list.AddRectFilled(at + ImVec2(length / 2 - half, -half), at + ImVec2(length / 2 + half, half), color,
                         context_.px(2));
      break;
    case LegendMark::gradient: {
      constexpr int kSteps = 15;
      for (int i = 0; i < kSteps; ++i) {
        const float from = length * static_cast<float>(i) / kSteps, to = length * static_cast<float>(i + 1) / kSteps;
        const ImU32 step = context_.pictures.color_maps().color(entry.map, (static_cast<float>(i) + 0.5f) / kSteps);
        const ImU32 shade = faded(step, opacity);
        list.AddRectFilledMultiColor(at + ImVec2(from, -half), at + ImVec2(to, half), shade, shade, shade, shade);
      }
      list.AddRect(at + ImVec2(0, -half), at + ImVec2(length, half), context_.theme.border);
      break;
    }
  }
  const ImFont& font = *context_.theme.fonts.small;
  const float value_width = value.empty() ? 0 : text_width(font, value) + context_.px(6);
  draw_fitting_label(list, font, at + ImVec2(context_.px(21), 0), 0, faded(context_.theme.muted, hidden ? 0.5f : 1.0f),
                     entry.label, placed.width - context_.px(21) - value_width);
  if (!value.empty())
    draw_label(list, font, at + ImVec2(placed.width, 0), 1, faded(context_.theme.text, opacity), value);
}

}  // namespace lectern
