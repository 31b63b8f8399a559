#include "web/views/legend_packing.h"

#include <algorithm>

namespace lectern {

PackedLegend pack_lines(std::span<const float> widths, float room, float gap, float line) {
  PackedLegend packed;
  float x = 0, y = 0;
  for (const float wanted : widths) {
    const float width = std::min(wanted, std::max(room, 1.0f));
    packed.shortened = packed.shortened || width < wanted;
    if (x > 0 && x + width > room) x = 0, y += line;
    packed.places.push_back({x, y, width});
    packed.width = std::max(packed.width, x + width);
    x += width + gap;
  }
  packed.height = widths.empty() ? 0 : y + line;
  return packed;
}

PackedLegend pack_columns(std::span<const float> widths, float room, float height, float gap, float line) {
  PackedLegend packed;
  if (widths.empty()) return packed;
  const std::size_t in_column = std::max<std::size_t>(static_cast<std::size_t>(std::max(height, line) / line), 1);
  const std::size_t columns = (widths.size() + in_column - 1) / in_column;
  const std::size_t rows = (widths.size() + columns - 1) / columns;
  const float wanted = *std::max_element(widths.begin(), widths.end());
  const auto count = static_cast<float>(columns);
  const float width = std::max(std::min(wanted, (room - gap * (count - 1)) / count), 1.0f);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const float column = static_cast<float>(i / rows), row = static_cast<float>(i % rows);
    packed.places.push_back({column * (width + gap), row * line, std::min(width, widths[i])});
    packed.shortened = packed.shortened || width < widths[i];
  }
  packed.width = count * (width + gap) - gap;
  packed.height = static_cast<float>(rows) * line;
  return packed;
}

}  // namespace lectern
