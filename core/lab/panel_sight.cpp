#include "core/lab/panel_sight.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "core/lab/link_text.h"
#include "core/lab/text.h"

namespace lectern {
namespace {

constexpr int kExtentDigits = 5;      // of a window's extent
constexpr double kFarthest = 1e12;    // of a window's ends from zero
constexpr double kNarrowest = 1e-9;   // extent of a window, as a share of its distance from zero
constexpr double kMostTurned = 1000;  // radians

// With so many digits after the point (negative: zeros before it).
double rounded_to(double value, int decimals) {
  double unit = 1;
  for (int i = 0; i < std::abs(decimals); ++i) unit *= 10;
  return decimals >= 0 ? std::round(value * unit) / unit : std::round(value / unit) * unit;
}

bool is_window(double low, double high) {
  const double far = std::max(std::fabs(low), std::fabs(high));
  return far <= kFarthest && high - low > kNarrowest * far;
}

bool is_possible(const PanelSight& sight) {
  const std::vector<double>& n = sight.numbers;
  if (sight.is_window()) return is_window(n[0], n[1]) && is_window(n[2], n[3]);
  return sight.is_camera() && std::fabs(n[0]) <= kMostTurned && std::fabs(n[1]) <= kMostTurned && n[2] > 0;
}

std::optional<PanelSight> parse_sight(std::string_view text) {
  const std::vector<std::string_view> fields = split(text, '~');
  PanelSight sight{.panel = percent_decoded(fields.front()), .numbers = {}};
  if (sight.panel.empty() || !is_printable_utf8(sight.panel)) return std::nullopt;
  for (std::size_t i = 1; i < fields.size(); ++i) {
    const std::optional<double> number = parse_number(plain_number(fields[i]));
    if (!number) return std::nullopt;
    sight.numbers.push_back(*number);
  }
  return is_possible(sight) ? std::optional(std::move(sight)) : std::nullopt;
}

}  // namespace

PanelSight rounded_sight(PanelSight sight) {
  if (!sight.is_window()) {
    for (double& number : sight.numbers) number = rounded_to(number, 3);
    return sight;
  }
  for (std::size_t axis = 0; axis < 4; axis += 2) {
    double &low = sight.numbers[axis], &high = sight.numbers[axis + 1];
    const int decimals = kExtentDigits - 1 - static_cast<int>(std::floor(std::log10(high - low)));
    low = rounded_to(low, decimals);
    high = rounded_to(high, decimals);
  }
  return sight;
}

std::string sights_text(std::span<const PanelSight> sights) {
  std::string text;
  for (const PanelSight& sight : sights) {
    if (!text.empty()) text += ';';
    text += escaped_field(sight.panel);
    for (const double number : sight.numbers) text.append(1, '~').append(number_text(number));
  }
  return text;
}

Result<std::vector<PanelSight>> parse_sights(std::string_view text) {
  std::vector<PanelSight> sights;
  for (const std::string_view part : split(text, ';')) {
    std::optional<PanelSight> sight = parse_sight(part);
    if (!sight)
      return Error{"The view " + in_quotes(part) +
                   " cannot be read; allowed are panel~xlow~xhigh~ylow~yhigh and panel~yaw~pitch~zoom."};
    if (sights.size() == kMaximumSights)
      return Error{"The link names too many views; allowed are at most " + std::to_string(kMaximumSights) + "."};
    sights.push_back(std::move(*sight));
  }
  return sights;
}

}  // namespace lectern
