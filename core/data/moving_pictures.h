#pragma once

#include "core/data/dataset.h"

namespace lectern::data {

inline constexpr int kMovingSide = 16;

// n pictures of 16 × 16 pixels of which a few numbers say everything; levels in [0, 1]. Each picture depends only on
// rng and its number, not on n.

// One bright spot exp(-r²/2w²), w = 2 pixels, anywhere but at the very border: two numbers. Classes are the quarters of
// the picture in which the spot lies.
Dataset moving_spots(const Rng& rng, int n);

// A plane wave ½ + ½ cos(2π x/8 + φ) along the rows, the phase φ anywhere on its circle: one number, whose ends meet.
// Classes are eighths of the circle.
Dataset moving_waves(const Rng& rng, int n);

}  // namespace lectern::data
