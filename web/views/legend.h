#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/views/drawing.h"
#include "web/views/legend_packing.h"

namespace lectern {

enum class LegendMark { line, dashed, marker, box, gradient };

struct LegendEntry {
  std::string_view label = {};
  LegendMark mark = LegendMark::line;
  ImU32 color = 0;  // unused by gradients
  Marker marker = Marker::circle;
  float size_px = 0;                 // of the markers, as far as an entry has room; 0: the usual one
  ColorMap map = ColorMap::viridis;  // of gradients
  int bit = 0;                       // of PlotView::hidden_entries: switched by a click
  std::string_view value = {};       // shown after the label
};

// The names of all that a picture shows: in quiet lines above it, or in a column beside it where lines would take too
// much of its height. Where there is little room values are left out, then the letters shrink, then names are
// shortened; a shortened name is told in full to who points at it. The pointer on an entry, or a tap, brings what it
// names out.
class Legend {
 public:
  explicit Legend(const ViewContext& context) : context_(context) {}

  // Entries without a label are left out; those that look and are called alike stand once.
  void add(const LegendEntry& entry);

  // Chooses where it stands and takes that from the box; `taken` is room at the top right that something else has. A
  // picture that keeps its width / height, if that is not 0, uses only a part of what is left to it.
  void place(Area& box, ImVec2 taken = {0, 0}, float aspect = 0);
  // Of the longest name in small letters.
  float widest_entry() const;
  void draw();
  void draw_names();  // of a picture that cannot hide its parts
  bool empty() const { return entries_.empty(); }

 private:
  struct Kept {
    LegendEntry entry;
    std::string value;  // a copy: the caller's text may be a temporary
    std::uint64_t bits = 0;
  };
  struct Layout {
    PackedLegend packed;
    bool with_values = false, beside = false;
    float scale = 1;  // of the letters
  };
  std::vector<float> widths(bool with_values, float scale) const;
  std::vector<Layout> layouts(const Area& box, ImVec2 taken) const;
  float line_step(float scale) const;
  void draw_entry(ImDrawList& list, const Kept& kept, ImVec2 at, float width, bool hidden) const;
  void take_input(const Kept& kept, ImVec2 at, float width, bool is_shortened);
  void write(ImDrawList& list, ImVec2 at, ImU32 color, std::string_view text, float width) const;

  const ViewContext& context_;
  std::vector<Kept> entries_;
  Layout layout_;
  ImVec2 at_ = ImVec2(0, 0);
};

inline bool is_hidden(std::uint64_t hidden, int bit) { return bit < 64 && (hidden >> bit & 1u) != 0; }

// Whether an entry of the legend is brought out, and this one is not it.
inline bool is_pale(const PlotView& view, int bit) {
  return view.brought_out != 0 && !is_hidden(view.brought_out, bit);
}

}  // namespace lectern
