#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lectern {

// A square of dark and light modules from which a camera reads a text.
struct QrCode {
  std::string text;
  int size = 0;            // modules on a side
  std::vector<bool> dark;  // size × size, row 0 at the top

  bool is_dark(int column, int row) const {
    return dark[static_cast<std::size_t>(row) * static_cast<std::size_t>(size) + static_cast<std::size_t>(column)];
  }
};

// The light modules that a code needs around it.
constexpr int kQrMargin = 4;

// The text's code with as much error correction as its size leaves room for; nothing if it would have so many modules
// that cameras of phones do not tell them apart (more than 117 on a side: about 1270 characters).
// Source: ISO/IEC 18004, model 2, byte mode where letters and digits do not suffice.
std::optional<QrCode> qr_code_of(const std::string& text);

// The code with its margin as a PNG of about `side` pixels, each module the same whole number of them.
std::string png_of(const QrCode& code, int side);

}  // namespace lectern
