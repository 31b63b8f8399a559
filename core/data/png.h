#pragma once

#include <string_view>

#include "core/data/number_array.h"
#include "core/math/result.h"

namespace lectern::data {

// Whether the bytes begin as a PNG picture does.
bool is_png(std::string_view bytes);

// Reads a PNG picture: grey or coloured, with or without transparency or a palette, of 1, 2, 4, 8 or 16 bits, not
// interlaced. At most 4096 pixels a side, and 2²³ in all.
//   →  height × width × 1 (grey) or height × width × 3 (red, green, blue); levels in [0, 1]. What is transparent is
//      laid on white.
// Checksums are not looked at. Total: any bytes give a picture or a sentence.
// Source: ISO/IEC 15948, Portable Network Graphics.
Result<NumberArray> read_png(std::string_view bytes);

}  // namespace lectern::data
