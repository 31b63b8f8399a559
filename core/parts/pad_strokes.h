#pragma once

#include <variant>

#include "core/lab/action.h"

namespace lectern {

// What a hand draws on a pad, or wipes off it. False, and nothing changed, for any other gesture.
//   Pad  draw(points, erases) and clear(), as data::InkPad has them
template <typename Pad>
bool draw_on(Pad& pad, const Gesture& gesture) {
  if (const auto* stroke = std::get_if<StrokeDrawn>(&gesture)) {
    pad.draw(stroke->xy, stroke->erases);
    return true;
  }
  if (!std::holds_alternative<PadCleared>(gesture)) return false;
  pad.clear();
  return true;
}

}  // namespace lectern
