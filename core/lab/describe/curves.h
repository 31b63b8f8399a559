#pragma once

#include <string_view>

#include "core/lab/history.h"
#include "core/lab/panel.h"

namespace lectern {

// Overwrites everything of a Curves panel but its series. A range of low == high fits itself.
void set_axes(Curves& curves, std::string_view x_label, std::string_view y_label, Range y, bool logarithmic_y);

// Appends one curve of a history. On a logarithmic axis values below `least` are shown as `least`.
Series& add_series(Curves& curves, std::string_view label, const History& history, std::size_t curve,
                   ColorRole color, double least = 0);

// Appends a dashed level line across the history's extent: a theoretical value.
void add_level(Curves& curves, std::string_view label, const History& history, double level);

}  // namespace lectern
