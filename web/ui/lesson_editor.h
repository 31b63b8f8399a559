#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// In the lesson's card: a lesson of one's own, recorded stop by stop. Draws at the cursor.
void draw_lesson_editor(UiContext& context, float width);

// Gives the lesson to the reader as a file.
void save_lesson(UiContext& context);

}  // namespace lectern
