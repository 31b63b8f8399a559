#pragma once

#include <span>
#include <string>

namespace lectern {

// The bytes of a PNG file. pixels: height × width × 4 (red, green, blue, opacity), row 0 at the top.
std::string png_of(std::span<const unsigned char> pixels, int width, int height);

}  // namespace lectern
