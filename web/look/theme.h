#pragma once

#include <array>

#include <imgui.h>

#include "core/lab/panel.h"

namespace lectern {

// Fonts of the current atlas, rasterised for the current device pixel ratio and interface scale.
struct Fonts {
  ImFont* text = nullptr;     // 15 logical px
  ImFont* strong = nullptr;   // 15, semibold
  ImFont* small = nullptr;    // 12.5: axis labels, notes
  ImFont* heading = nullptr;  // 19, semibold
};

// Colours and measures of the whole interface. Views take every colour from here.
struct Theme {
  bool dark = false;
  float scale = 1;  // interface scale: every logical size is multiplied by it
  Fonts fonts;

  ImU32 background = 0;  // behind the panels
  ImU32 surface = 0;     // panels, cards, sidebars
  ImU32 raised = 0;      // buttons, fields
  ImU32 hovered = 0;
  ImU32 border = 0;
  ImU32 grid = 0;  // grid lines of plots
  ImU32 text = 0;
  ImU32 muted = 0;  // secondary text; contrast at least 4.5 : 1 on surface
  ImU32 faint = 0;  // disabled text, ticks
  ImU32 accent = 0;
  ImU32 on_accent = 0;  // text on accent
  ImU32 good = 0;
  ImU32 bad = 0;
  ImU32 warning = 0;
  ImU32 shadow = 0;

  // Classes and series, told apart also with a colour-vision deficiency (order after Okabe and Ito).
  std::array<ImU32, 10> categories{};

  ImU32 color(ColorRole role) const;
  float px(float logical) const { return logical * scale; }
};

Theme light_theme();
Theme dark_theme();

// Black or white, to be read on a colour.
ImU32 ink_on(ImU32 color);
// The same colour with its opacity multiplied.
ImU32 faded(ImU32 color, float opacity);
// Between two colours, t from 0 to 1.
ImU32 mixed(ImU32 a, ImU32 b, float t);

// Sets the styles of Dear ImGui and ImPlot to the theme at its scale.
void apply_theme(const Theme& theme);

}  // namespace lectern
