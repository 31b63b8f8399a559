#pragma once

#include <vector>

#include "core/lab/action.h"

namespace lectern {

// Takes a gesture that adds, moves, removes or clears points into the list of points drawn. Returns false,
// and changes nothing, for any other gesture, an index of no point, or one point too many.
bool apply_gesture(const Gesture& gesture, std::vector<DrawnPoint>& points);

}  // namespace lectern
