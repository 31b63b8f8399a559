#pragma once

#include <span>

#include "core/data/pen.h"

namespace lectern::data {

// One stroke of a digit: points in the unit square (x right, y down) that a smooth curve joins.
using ShapeStroke = std::span<const PenPoint>;

// One way to write a digit.
using DigitShape = std::span<const ShapeStroke>;

// The ways to write `digit` in 0 … 9; at least two.
std::span<const DigitShape> digit_shapes(int digit);

}  // namespace lectern::data
