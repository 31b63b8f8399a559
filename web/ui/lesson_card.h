#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// The card of the lesson: the stop's text, its question, the way to the other stops. On narrow screens a line that
// unfolds over the lower part of the panels.
void draw_lesson_card(UiContext& context, const Box& box);

}  // namespace lectern
