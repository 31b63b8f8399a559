#pragma once

namespace lectern {

// Lets a finger drag the content of the current window up and down, unless it holds a control. To be called at the
// end of the window.
void scroll_by_finger();

}  // namespace lectern
