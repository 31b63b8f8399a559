#include "web/views/legend.h"

#include <algorithm>

#include "web/gl/pictures.h"
#include "web/views/markers.h"

namespace lectern {
namespace {

constexpr float kMark_px = 21;  // what stands before a name, with the room behind it
constexpr float kGap_px = 14, kSmall = 0.86f;
constexpr float kEnough = 0.72f;  // of a panel's area: as much is left for the picture if it can be

std::uint64_t mask_of(int bit) { return bit < 64 ? std::uint64_t{1} << bit : 0; }

bool looks_alike(const LegendEntry& a, const LegendEntry& b) {
  return a.label == b.label && a.mark == b.mark && a.color == b.color && a.marker == b.marker && a.map == b.map;
}

}  // namespace

float Legend::line_step(float scale) const {
  return scale * line_height(*context_.theme.fonts.small) + context_.px(scale < 1 ? 3.0f : 5.0f);
}

void Legend::add(const LegendEntry& entry) {
  if (entry.label.empty()) return;
  const auto same =
      std::find_if(entries_.begin(), entries_.end(), [&](const Kept& kept) { return looks_alike(kept.entry, entry); });
  if (same != entries_.end()) {
    same->bits |= mask_of(entry.bit);
    same->value.clear();
    return;
  }
  entries_.push_back({entry, std::string(entry.value), mask_of(entry.bit)});
  entries_.back().entry.value = {};
}

std::vector<float> Legend::widths(bool with_values, float scale) const {
  const ImFont& font = *context_.theme.fonts.small;
  std::vector<float> widths;
  for (const Kept& kept : entries_) {
    const bool has_value = with_values && !kept.value.empty();
    widths.push_back(context_.px(kMark_px) + scale * (text_width(font, kept.entry.label) +
                                                      (has_value ? text_width(font, kept.value) + context_.px(6) : 0)));
  }
  return widths;
}

// From the one that tells most to the one that takes least.
std::vector<Legend::Layout> Legend::layouts(const Area& box, ImVec2 taken) const {
  const float gap = context_.px(kGap_px), room = box.width() - context_.px(8) - taken.x;
  const bool any_value =
      std::any_of(entries_.begin(), entries_.end(), [](const Kept& kept) { return !kept.value.empty(); });
  std::vector<Layout> layouts;
  for (const float scale : {1.0f, kSmall})
    for (const bool with_values : {true, false}) {
      if (with_values && !any_value) continue;
      const std::vector<float> each = widths(with_values, scale);
      const float line = line_step(scale);
      layouts.push_back({pack_lines(each, room, gap, line), with_values, false, scale});
      layouts.push_back(
          {pack_columns(each, 0.45f * box.width(), box.height() - taken.y, gap, line), with_values, true, scale});
    }
  const std::vector<float> each = widths(false, kSmall);
  for (const int columns : {2, 3}) {
    // Names of which only a letter or two are left tell nothing.
    if (room / static_cast<float>(columns) < context_.px(76)) break;
    const auto lines = static_cast<float>((entries_.size() + static_cast<std::size_t>(columns) - 1) /
                                          static_cast<std::size_t>(columns));
    const float line = line_step(kSmall);
    layouts.push_back({pack_columns(each, room, lines * line, gap, line), false, false, kSmall});
  }
  return layouts;
}

float Legend::widest_entry() const {
  const std::vector<float> each = widths(false, kSmall);
  return each.empty() ? 0 : *std::max_element(each.begin(), each.end());
}

void Legend::place(Area& box, ImVec2 taken, float aspect) {
  if (entries_.empty()) return;
  // Ticks and names of axes stand around the picture.
  const float around_x = context_.px(50), around_y = context_.px(36);
  const auto side_of = [&](float width, float height) {
    return std::max(std::min(width - around_x, aspect * (height - around_y)), 1.0f);
  };
  const float whole = aspect > 0 ? side_of(box.width(), box.height() - taken.y) : 1;
  const auto left_over = [&](const Layout& layout) {
    const PackedLegend& packed = layout.packed;
    const float width = box.width() - (layout.beside ? packed.width + context_.px(16) : 0);
    const float height = box.height() - (layout.beside ? 0 : std::max(packed.height + context_.px(3), taken.y));
    const float least = context_.px(90);
    if (aspect > 0) {
      const float side = side_of(width, layout.beside ? height - taken.y : height) / whole;
      return side * side;
    }
    const float share = std::max(width, 0.0f) * std::max(height, 0.0f) / std::max(box.width() * box.height(), 1.0f);
    return width < least ? 0.2f * share : share;
  };
  const std::vector<Layout> all = layouts(box, taken);
  const Layout* chosen = nullptr;
  for (const bool may_shorten : {false, true}) {
    for (const Layout& layout : all) {
      if (layout.packed.shortened && !may_shorten) continue;
      if (chosen == nullptr || left_over(layout) > left_over(*chosen) + 0.02f) chosen = &layout;
      if (left_over(layout) >= kEnough) {
        chosen = &layout;
        break;
      }
    }
    if (chosen != nullptr && left_over(*chosen) >= 0.45f) break;
  }
  layout_ = *chosen;
  const PackedLegend& packed = layout_.packed;
  if (layout_.beside) {
    at_ = {box.max.x - packed.width - context_.px(4), box.min.y + taken.y + context_.px(2)};
    box.max.x = at_.x - context_.px(12);
    return;
  }
  at_ = {box.min.x + context_.px(4), box.min.y};
  box.min.y += packed.height + context_.px(3);
}

void Legend::draw() {
  PlotView& view = context_.state.plot;
  view.brought_out = view.pinned_entries;
  if (entries_.empty()) return;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 cursor = ImGui::GetCursorScreenPos();
  const float step = line_step(layout_.scale);
  const std::vector<float> wanted = widths(layout_.with_values, layout_.scale);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const LegendPlace& place = layout_.packed.places[i];
    const ImVec2 at = at_ + ImVec2(place.x, place.y);
    ImGui::PushID(static_cast<int>(i));
    take_input(entries_[i], at, place.width, place.width < wanted[i] - 0.5f);
    ImGui::PopID();
    const bool hidden = (view.hidden_entries & entries_[i].bits) != 0;
    draw_entry(list, entries_[i], at + ImVec2(0, step / 2), place.width, hidden);
  }
  ImGui::SetCursorScreenPos(cursor);
}

void Legend::draw_names() {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const LegendPlace& place = layout_.packed.places[i];
    draw_entry(list, entries_[i], at_ + ImVec2(place.x, place.y + line_step(layout_.scale) / 2), place.width, false);
  }
}

// A click hides and shows; a finger, which cannot point without touching, brings out instead.
void Legend::take_input(const Kept& kept, ImVec2 at, float width, bool is_shortened) {
  PlotView& view = context_.state.plot;
  const float step = line_step(layout_.scale);
  ImGui::SetCursorScreenPos(at);
  const bool tapped = ImGui::InvisibleButton("entry", {std::max(width, 1.0f), step});
  if (tapped && context_.touch) view.pinned_entries = view.pinned_entries == kept.bits ? 0 : kept.bits;
  if (tapped && !context_.touch)
    view.hidden_entries =
        (view.hidden_entries & kept.bits) != 0 ? view.hidden_entries & ~kept.bits : view.hidden_entries | kept.bits;
  const bool hovered = ImGui::IsItemHovered() && !context_.touch;
  if (is_shortened) explain_item(context_, kept.entry.label);
  if (!hovered && (view.pinned_entries & kept.bits) == 0) return;
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (hovered && (view.hidden_entries & kept.bits) == 0) view.brought_out = kept.bits;
  ImGui::GetWindowDrawList()->AddRectFilled(at - ImVec2(context_.px(3), 0), at + ImVec2(width + context_.px(4), step),
                                            context_.theme.raised, context_.px(4));
}

void Legend::write(ImDrawList& list, ImVec2 at, ImU32 color, std::string_view text, float width) const {
  const ImFont& font = *context_.theme.fonts.small;
  const float scale = layout_.scale;
  if (scale == 1) {
    draw_fitting_label(list, font, at, 0, color, text, width);
    return;
  }
  draw_scaled_label(list, font, scale, at, color, text, width);
}

void Legend::draw_entry(ImDrawList& list, const Kept& kept, ImVec2 at, float width, bool hidden) const {
  const LegendEntry& entry = kept.entry;
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
      const float radius = entry.size_px > 0 ? std::clamp(entry.size_px, 2.0f, 5.5f) : 3.6f;
      const MarkerSketch sketch{entry.marker, context_.px(radius), color};
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
  const bool has_value = layout_.with_values && !kept.value.empty();
  const float value_width = has_value ? layout_.scale * (text_width(font, kept.value) + context_.px(6)) : 0;
  const float label_width = width - context_.px(kMark_px) - value_width;
  write(list, at + ImVec2(context_.px(kMark_px), 0), faded(context_.theme.muted, hidden ? 0.5f : 1.0f), entry.label,
        label_width);
  if (has_value)
    write(list, at + ImVec2(context_.px(kMark_px) + label_width + layout_.scale * context_.px(6), 0),
          faded(context_.theme.text, opacity), kept.value, value_width);
}

}  // namespace lectern
