#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/result.h"

namespace lectern {

// How a reader looks at one panel, where that was chosen by hand.
struct PanelSight {
  std::string panel;  // id
  // Of a plot its window: lowest and highest x, lowest and highest y. Of a cloud its camera: yaw and pitch in radians,
  // zoom.
  std::vector<double> numbers;
  bool operator==(const PanelSight&) const = default;

  bool is_window() const { return numbers.size() == 4; }
  bool is_camera() const { return numbers.size() == 3; }
};

constexpr std::size_t kMaximumSights = 32;

// Written so that a pixel's width is kept, not more: windows to a ten-thousandth of their extent, cameras to three
// decimals.
PanelSight rounded_sight(PanelSight sight);

// PANEL~NUMBER~…, joined by ; as links hold it.
std::string sights_text(std::span<const PanelSight> sights);
// An error names the part that cannot be read, and what is allowed.
Result<std::vector<PanelSight>> parse_sights(std::string_view text);

}  // namespace lectern
