#pragma once

#include <string>
#include <string_view>

#include "web/look/theme.h"
#include "web/ui/box.h"
#include "web/ui/icons.h"

namespace lectern {

// The few controls the interface is made of, drawn in its own style. Each returns whether it was used in this
// frame and draws at the current cursor position. `id` is unique within the current Dear ImGui id scope.

struct ButtonLook {
  bool enabled = true;
  bool active = false;   // shown as switched on
  bool primary = false;  // filled with the accent colour
  bool quiet = false;    // smaller and paler: secondary actions
  bool touch = false;    // at least 44 logical px
};

// Height of one row of controls in screen pixels.
float row_height(const Theme& theme, bool touch);

bool icon_button(const Theme& theme, const char* id, Icon icon, const char* tooltip, ButtonLook look = {});
bool text_button(const Theme& theme, const char* label, ButtonLook look = {});

// A switch; `on` is changed in place.
bool toggle(const Theme& theme, const char* id, bool& on);

// A horizontal slider `width` screen pixels wide over t in [0, 1]; arrow keys move it by `key_step` while focused.
struct SliderResult {
  bool changed = false;
  bool released = false;  // the finger or button was lifted, or a key moved it
};
SliderResult slider(const Theme& theme, const char* id, float& t, float key_step, float width, bool touch);

// Explains the item drawn last when the pointer rests on it; text is wrapped.
void explain(const Theme& theme, std::string_view text);

// Text cut with an ellipsis to fit `width`, drawn at the cursor; the whole stands in the tooltip.
void fitted_text(const Theme& theme, ImFont* font, ImU32 color, std::string_view text, float width);

// The text, or as much of its beginning as fits `width` in that font, and an ellipsis.
std::string shortened(const ImFont& font, std::string_view text, float width);

// Text cut by whole words with "…" to fit one line of `width`.
void text_in_one_line(ImFont* font, ImU32 color, std::string_view text, float width);

// Text in one colour and font, wrapped at `width`.
void wrapped_text(ImFont* font, ImU32 color, std::string_view text, float width);

// Where the item drawn last stands.
Box last_item_box();

}  // namespace lectern
