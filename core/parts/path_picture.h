#pragma once

#include <string_view>

#include "core/lab/panel.h"
#include "core/lab/trail.h"

namespace lectern {

// Appends a path as a line with its last place as a dot, or as a cross where the path has broken off.
void add_path(Plane& plane, std::string_view label, const Trail& trail, ColorRole color, bool broken_off = false);

}  // namespace lectern
