#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// Play, step, the three resets, seed, speed, step counter, and what belongs to the whole page. What does not fit the
// bar's width goes into a menu behind "…".
void draw_transport_bar(UiContext& context, const Box& box);

// 12345678 as "12 345 678", with thin spaces.
std::string grouped_digits(std::uint64_t number);

// The speed limit at slider position t in [0, 1]: 1 to 10 000 steps a second, logarithmic; 0 (unlimited) at the end.
double speed_at(float t);
float speed_position(double steps_per_second);

}  // namespace lectern
