#include "web/look/contrast.h"

#include <algorithm>
#include <cmath>

namespace lectern {

namespace {

double relative_luminance(ImU32 color) {
  const ImVec4 rgb = ImGui::ColorConvertU32ToFloat4(color);
  const auto linear = [](float channel) {
    const double v = static_cast<double>(channel);
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(rgb.x) + 0.7152 * linear(rgb.y) + 0.0722 * linear(rgb.z);
}

}  // namespace

double contrast(ImU32 a, ImU32 b) {
  const auto [darker, lighter] = std::minmax({relative_luminance(a), relative_luminance(b)});
  return (lighter + 0.05) / (darker + 0.05);
}

}  // namespace lectern
