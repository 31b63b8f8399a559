#pragma once

#include <array>
#include <string>
#include <string_view>

#include <imgui.h>

#include "web/views/number_text.h"
#include "web/views/panel_view.h"

// Small drawing tools shared by the views.
namespace lectern {

inline ImVec2 operator+(ImVec2 a, ImVec2 b) { return {a.x + b.x, a.y + b.y}; }
inline ImVec2 operator-(ImVec2 a, ImVec2 b) { return {a.x - b.x, a.y - b.y}; }
inline ImVec2 operator*(ImVec2 a, float s) { return {a.x * s, a.y * s}; }

struct Area {
  ImVec2 min, max;
  float width() const { return max.x - min.x; }
  float height() const { return max.y - min.y; }
  ImVec2 center() const { return {(min.x + max.x) / 2, (min.y + max.y) / 2}; }
  bool contains(ImVec2 p) const { return p.x >= min.x && p.x < max.x && p.y >= min.y && p.y < max.y; }
};

// The rest of the current child region, in screen coordinates.
Area remaining_area();
// Whether the pointer is in the box and nothing lies above it.
bool is_hovered(const Area& box);

// ---- text -------------------------------------------------------------------------------------

float line_height(const ImFont& font);
float text_width(const ImFont& font, std::string_view text);
// Begins new lines where the text is longer than `width`: at blanks, never inside a number or a formula's term, where
// the wrapping of letters would break behind a point.
void break_at_blanks(const ImFont& font, std::string& text, float width);
void draw_text(ImDrawList& list, const ImFont& font, ImVec2 at, ImU32 color, std::string_view text);
// In letters of a size of their own, and broken into lines at blanks.
void draw_text(ImDrawList& list, const ImFont& font, float size, ImVec2 at, ImU32 color, std::string_view text);
void draw_wrapped_text(ImDrawList& list, const ImFont& font, ImVec2 at, ImU32 color, std::string_view text, float wrap);
// align 0: starts at `at`; 0.5: centred on it; 1: ends there. Vertically centred on at.y.
void draw_label(ImDrawList& list, const ImFont& font, ImVec2 at, float align, ImU32 color, std::string_view text);
// The same, shortened with an ellipsis to `width`. Returns whether all of it was drawn.
bool draw_fitting_label(ImDrawList& list, const ImFont& font, ImVec2 at, float align, ImU32 color,
                        std::string_view text, float width);
// In smaller letters, starting at `at`, shortened to `width`.
void draw_scaled_label(ImDrawList& list, const ImFont& font, float scale, ImVec2 at, ImU32 color, std::string_view text,
                       float width);
// Reads upwards, centred on `at`.
void draw_vertical_label(ImDrawList& list, const ImFont& font, ImVec2 at, ImU32 color, std::string_view text,
                         float length);
// The name or the meaning of the item drawn last, told when the pointer rests on it: also on a page that stands still.
void explain_item(const ViewContext& context, std::string_view text);
// In a plot whose run has not come to anything to show.
constexpr std::string_view kNothingYet = "Nothing yet: play, or step";
// A sentence in the middle of an empty panel.
void draw_empty(const ViewContext& context, const Area& box, std::string_view sentence);

// ---- lines ----------------------------------------------------------------------------------------

void draw_polyline(ImDrawList& list, const ImVec2* points, int count, ImU32 color, float width, bool dashed);

// ---- read-outs ------------------------------------------------------------------------------------

// A small card of rows "swatch label value" beside the pointer, kept inside the display.
class Callout {
 public:
  void add(ImU32 swatch, std::string_view label, std::string_view value);  // swatch 0: none
  bool empty() const { return count_ == 0; }
  void draw(const ViewContext& context, ImVec2 beside) const;
  // Beside a picture and as high as the pointer: what the card explains stays in sight. Where the display has no room
  // for it there, in the upper corner of the picture that is farther from the pointer.
  void draw_outside(const ViewContext& context, const Area& picture, ImVec2 pointer) const;

 private:
  struct Row {
    ImU32 swatch;
    std::array<char, 64> label, value;
  };
  static constexpr int kRows = 14;
  ImVec2 size(const ViewContext& context) const;
  void draw_at(const ViewContext& context, ImVec2 min, ImVec2 extent) const;
  std::array<Row, kRows> rows_;
  int count_ = 0;
};

// One line of text on a quiet ground, its right end at `right_end`.
void draw_pill(ImDrawList& list, const ViewContext& context, ImVec2 right_end, std::string_view text);

}  // namespace lectern
