#pragma once

namespace lectern {

enum class TouchScroll { beside_controls, also_from_buttons };

// Lets a finger drag the content of the current window up and down, unless it holds a control. Where all controls are
// buttons, a drag may begin on one, which is then not pressed. To be called at the end of the window.
void scroll_by_finger(TouchScroll where = TouchScroll::beside_controls);

}  // namespace lectern
