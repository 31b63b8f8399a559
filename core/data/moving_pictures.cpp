#include "core/data/moving_pictures.h"

#include <algorithm>
#include <numbers>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

constexpr double kSpotWidth = 2, kSpotMargin = 3, kWavelength = 8;
constexpr int kEighths = 8;

Dataset empty_pictures(const char* name, int n) {
  Dataset set;
  set.name = name;
  set.image_rows = set.image_cols = kMovingSide;
  set.X.resize(n, kMovingSide * kMovingSide);
  return set;
}

}  // namespace

Dataset moving_spots(const Rng& rng, int n) {
  Dataset set = empty_pictures("moving spot", n);
  set.class_names = {"upper left", "upper right", "lower left", "lower right"};
  for (int i = 0; i < n; ++i) {
    Rng own = rng.split(static_cast<std::uint64_t>(i));
    const double x = own.uniform(kSpotMargin, kMovingSide - kSpotMargin),
                 y = own.uniform(kSpotMargin, kMovingSide - kSpotMargin);
    set.labels.push_back((y < kMovingSide / 2.0 ? 0 : 2) + (x < kMovingSide / 2.0 ? 0 : 1));
    float* pixel = set.X.row(i);
    for (int row = 0; row < kMovingSide; ++row)
      for (int column = 0; column < kMovingSide; ++column) {
        const double dx = column + 0.5 - x, dy = row + 0.5 - y;
        *pixel++ = static_cast<float>(math::exp(-(dx * dx + dy * dy) / (2 * kSpotWidth * kSpotWidth)));
      }
  }
  return set;
}

Dataset moving_waves(const Rng& rng, int n) {
  Dataset set = empty_pictures("moving wave", n);
  set.class_names = {"0–45°", "45–90°", "90–135°", "135–180°", "180–225°", "225–270°", "270–315°", "315–360°"};
  for (int i = 0; i < n; ++i) {
    Rng own = rng.split(static_cast<std::uint64_t>(i));
    const double turn = own.uniform();
    set.labels.push_back(std::min(static_cast<int>(turn * kEighths), kEighths - 1));
    for (int column = 0; column < kMovingSide; ++column) {
      const double phase = 2 * std::numbers::pi * ((column + 0.5) / kWavelength + turn);
      const auto level = static_cast<float>(0.5 + 0.5 * math::cos(phase));
      for (int row = 0; row < kMovingSide; ++row) set.X(i, row * kMovingSide + column) = level;
    }
  }
  return set;
}

}  // namespace lectern::data
