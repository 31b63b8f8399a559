#include "web/ui/qr_code.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <qrcodegen.h>

#include "web/gl/capture.h"

namespace lectern {

namespace {
constexpr int kLargestVersion = 25;  // 117 modules on a side
}

std::optional<QrCode> qr_code_of(const std::string& text) {
  std::array<std::uint8_t, qrcodegen_BUFFER_LEN_FOR_VERSION(kLargestVersion)> scratch, encoded;
  const bool fits = qrcodegen_encodeText(text.c_str(), scratch.data(), encoded.data(), qrcodegen_Ecc_LOW,
                                         qrcodegen_VERSION_MIN, kLargestVersion, qrcodegen_Mask_AUTO, true);
  if (!fits) return std::nullopt;
  QrCode code{.text = text, .size = qrcodegen_getSize(encoded.data()), .dark = {}};
  for (int row = 0; row < code.size; ++row)
    for (int column = 0; column < code.size; ++column)
      code.dark.push_back(qrcodegen_getModule(encoded.data(), column, row));
  return code;
}

std::string png_of(const QrCode& code, int side) {
  const int modules = code.size + 2 * kQrMargin;
  const int scale = std::max(side / modules, 1), pixels = modules * scale;
  std::vector<std::uint8_t> rgba(static_cast<std::size_t>(pixels) * static_cast<std::size_t>(pixels) * 4, 255);
  for (int y = 0; y < pixels; ++y) {
    for (int x = 0; x < pixels; ++x) {
      const int column = x / scale - kQrMargin, row = y / scale - kQrMargin;
      const bool inside = std::min(column, row) >= 0 && std::max(column, row) < code.size;
      if (!inside || !code.is_dark(column, row)) continue;
      const std::size_t at =
          (static_cast<std::size_t>(y) * static_cast<std::size_t>(pixels) + static_cast<std::size_t>(x)) * 4;
      std::fill_n(rgba.begin() + static_cast<std::ptrdiff_t>(at), 3, std::uint8_t{0});
    }
  }
  return gl::png_of(pixels, pixels, rgba);
}

}  // namespace lectern
