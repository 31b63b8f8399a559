#include "core/data/coloured_shapes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

enum class Outline { disc, square, triangle };
constexpr int kOutlines = 3;

// The distance of (x, y) to the border of a shape of radius r about the origin; negative inside.
double distance_to(Outline outline, double x, double y, double r) {
  if (outline == Outline::disc) return std::sqrt(x * x + y * y) - r;
  if (outline == Outline::square) return std::max(std::fabs(x), std::fabs(y)) - 0.85 * r;
  const double half = std::sqrt(3.0) / 2;
  return std::max(y, std::max(half * x - 0.5 * y, -half * x - 0.5 * y)) - 0.6 * r;
}

// One picture, channel by channel.   picture  3 · side · side, overwritten
void draw(Rng& rng, Outline outline, bool is_blue, float* picture) {
  constexpr int side = kColouredSide;
  const double turn = 2 * std::numbers::pi * rng.uniform(), radius = 3.5 + 2.5 * rng.uniform();
  const double room = side / 2.0 - radius;
  const double x0 = side / 2.0 + room * (2 * rng.uniform() - 1), y0 = side / 2.0 + room * (2 * rng.uniform() - 1);
  const double ground = 0.15 + 0.3 * rng.uniform(), grey = 0.4 + 0.2 * rng.uniform(),
               strength = 0.3 + 0.15 * rng.uniform();
  const double c = math::cos(turn), s = math::sin(turn);
  const std::array<double, 3> tint = is_blue ? std::array{-0.5, -0.5, 1.0} : std::array{1.0, -0.5, -0.5};
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const double x = column + 0.5 - x0, y = row + 0.5 - y0;
      const double cover = std::clamp(0.5 - distance_to(outline, c * x + s * y, c * y - s * x, radius), 0.0, 1.0);
      for (int channel = 0; channel < 3; ++channel) {
        const double paint = grey + strength * tint[static_cast<std::size_t>(channel)];
        const double level = ground + cover * (paint - ground) + 0.03 * rng.normal();
        picture[(channel * side + row) * side + column] = static_cast<float>(std::clamp(level, 0.0, 1.0));
      }
    }
}

}  // namespace

Dataset coloured_shapes(const Rng& rng, int n) {
  Dataset set;
  set.name = "coloured shapes";
  set.class_names = {"red disc", "red square", "red triangle", "blue disc", "blue square", "blue triangle"};
  set.image_rows = set.image_cols = kColouredSide;
  set.image_channels = 3;
  set.X.resize(n, std::ptrdiff_t{3} * kColouredSide * kColouredSide);
  for (int i = 0; i < n; ++i) {
    Rng own = rng.split(static_cast<std::uint64_t>(i));
    const int label = i % set.classes();
    set.labels.push_back(label);
    draw(own, static_cast<Outline>(label % kOutlines), label >= kOutlines, set.X.row(i));
  }
  return set;
}

Dataset without_colour(Dataset pictures) {
  const int channels = std::exchange(pictures.image_channels, 1);
  if (channels == 1) return pictures;
  const std::ptrdiff_t plane = std::ptrdiff_t{pictures.image_rows} * pictures.image_cols;
  Matrix<float> grey(pictures.size(), plane);
  for (std::ptrdiff_t i = 0; i < pictures.size(); ++i)
    for (std::ptrdiff_t p = 0; p < plane; ++p) {
      float sum = 0;
      for (int c = 0; c < channels; ++c) sum += pictures.X(i, c * plane + p);
      grey(i, p) = sum / static_cast<float>(channels);
    }
  pictures.X = std::move(grey);
  return pictures;
}

}  // namespace lectern::data
