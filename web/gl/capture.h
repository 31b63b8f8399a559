#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lectern::gl {

// A rectangle of the framebuffer that is bound for reading, in physical pixels, origin at the lower left.
// height × width × 4 values, row 0 at the top.
std::vector<std::uint8_t> read_pixels(int x, int y, int width, int height);

// A picture as the bytes of a PNG file. rgba: height × width × 4, row 0 at the top; alpha is left out.
std::string png_of(int width, int height, std::span<const std::uint8_t> rgba);

// The PNG of a rectangle of the current framebuffer, in physical pixels, origin at the lower left; empty if there is
// nothing to read. Call after the frame was drawn and before it is presented.
std::string capture_png(int x, int y, int width, int height);

}  // namespace lectern::gl
