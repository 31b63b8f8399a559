#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// What went wrong or wants an answer, over the lower edge of `box`; the panels stay where they are. One message stands
// with what can be done about it; of several the first, and how many there are, until all are asked for.
//   for_page  also what is about the page, not about the context's run
void draw_messages(UiContext& context, const Box& box, bool for_page);

}  // namespace lectern
