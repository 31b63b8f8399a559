#pragma once

#include <string>

#include "web/ui/ui_context.h"

namespace lectern {

// Where the planes of the first run stand in the window, and what can be taken hold of there, as JSON for scripts and
// tests, in pixels of the page:
//   [{"panel", "left", "top", "right", "bottom", "accepts_points", "handles": [{"id", "x", "y"}, …]}, …]
// of those drawn in the frame before.   scale  of the interface
std::string picture_places(const Session& session, const UiState& ui, float scale);

// Where the buttons of messages and the titles of hidden panels stand: {name: [x, y, width, height]}.
std::string button_places(const UiState& ui);

// What can be pressed on the home page, as JSON:
//   [{"demo", "link": of a recent state, otherwise empty, "picture": "shown", "waiting" or "missing" (out of sight:
//   waiting),
//     "left", "top", "right", "bottom"}, …]
// as drawn in the frame before; empty while a demo is open.
std::string home_places(const UiState& ui);

}  // namespace lectern
