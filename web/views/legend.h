#pragma once

#include <string_view>
#include <vector>

#include "web/views/drawing.h"

namespace lectern {

enum class LegendMark { line, dashed, marker, box, gradient };

struct LegendEntry {
  std::string_view label = {};
  LegendMark mark = LegendMark::line;
  ImU32 color = 0;  // unused by gradients
  Marker marker = Marker::circle;
  ColorMap map = ColorMap::viridis;  // of gradients
  int bit = 0;                       // of PlotView::hidden_entries: switched by a tap
  std::string_view value = {};       // shown after the label
};

// The names of what a picture shows, in quiet lines above it: wraps to a few lines, the rest is counted.
class Legend {
 public:
  Legend(const ViewContext& context, float width, int lines = 2) : context_(context), width_(width), lines_(lines) {}

  // Entries without a label are left out.
  void add(const LegendEntry& entry);
  float height() const;
  bool is_complete() const { return left_out_ == 0; }
  // Draws at the upper left corner `at`; taps switch entries in `hidden`.
  void draw(ImVec2 at, std::uint64_t& hidden);

 private:
  struct Placed {
    LegendEntry entry;
    std::array<char, 24> value;  // a copy: the caller's text may be a temporary
    ImVec2 offset;
    float width;
  };
  float line_step() const;
  // "+3" stands after the last entry: one fewer is placed where it would not fit.
  void make_room_for_count();
  void draw_entry(ImDrawList& list, const Placed& placed, ImVec2 at, bool hidden) const;

  static constexpr std::size_t kEntries = 24;
  const ViewContext& context_;
  float width_;
  int lines_;
  std::array<Placed, kEntries> placed_;
  std::size_t count_ = 0;
  int left_out_ = 0;
  ImVec2 pen_ = ImVec2(0, 0);
};

inline bool is_hidden(std::uint64_t hidden, int bit) { return bit < 64 && (hidden >> bit & 1u) != 0; }

}  // namespace lectern
