#include "core/physics/sky.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

template <typename Brightness>
void add_everywhere(int side, std::span<float> picture, Brightness brightness_at) {
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col)
      picture[static_cast<std::size_t>(row * side + col)] += static_cast<float>(brightness_at(col + 0.5, row + 0.5));
}

SkySource random_star(int side, Rng& rng) {
  SkySource star;
  star.is_star = true;
  star.x_pixels = rng.uniform(3, side - 3);
  star.y_pixels = rng.uniform(3, side - 3);
  star.peak = rng.uniform(0.3, 1);
  return star;
}

}  // namespace

void add_crescent(const Crescent& ring, int side, std::span<float> picture) {
  const double to_x = math::cos(ring.bright_rad), to_y = math::sin(ring.bright_rad);
  add_everywhere(side, picture, [&](double x, double y) {
    const double dx = x - ring.x_pixels, dy = y - ring.y_pixels;
    const double r = std::sqrt(dx * dx + dy * dy);
    const double across = (r - ring.radius_pixels) / ring.width_pixels;
    const double towards = r > 0 ? (dx * to_x + dy * to_y) / r : 0;
    return math::exp(-across * across / 2) * (1 + ring.asymmetry * towards) / (1 + ring.asymmetry);
  });
}

double brightness(const SkySource& source, double x, double y) {
  const double dx = x - source.x_pixels, dy = y - source.y_pixels;
  constexpr double kSeeing2 = kSeeing_pixels * kSeeing_pixels;
  if (source.is_star) return source.peak * math::exp(-(dx * dx + dy * dy) / (2 * kSeeing2));
  const double c = math::cos(source.angle_rad), s = math::sin(source.angle_rad);
  const double along = c * dx + s * dy, across = (c * dy - s * dx) / source.flattening;
  const double rounded = std::sqrt(along * along + across * across + kSeeing2) - kSeeing_pixels;
  return source.peak * math::exp(-rounded / source.scale_pixels);
}

void add_source(const SkySource& source, int side, std::span<float> picture) {
  add_everywhere(side, picture, [&](double x, double y) { return brightness(source, x, y); });
}

SkySource random_galaxy(int side, double margin_pixels, Rng& rng) {
  SkySource galaxy;
  galaxy.x_pixels = rng.uniform(margin_pixels, side - margin_pixels);
  galaxy.y_pixels = rng.uniform(margin_pixels, side - margin_pixels);
  galaxy.peak = rng.uniform(0.4, 1);
  galaxy.scale_pixels = rng.uniform(1.4, 3.2);
  galaxy.flattening = rng.uniform(0.35, 1);
  galaxy.angle_rad = rng.uniform(0, std::numbers::pi);
  return galaxy;
}

std::array<SkySource, 2> random_blend(int side, Rng& rng) {
  std::array<SkySource, 2> pair{random_galaxy(side, 10, rng), random_galaxy(side, 10, rng)};
  const double apart = rng.uniform(3, 9), angle = rng.uniform(0, 2 * std::numbers::pi);
  pair[1].x_pixels = std::clamp(pair[0].x_pixels + apart * math::cos(angle), 4.0, side - 4.0);
  pair[1].y_pixels = std::clamp(pair[0].y_pixels + apart * math::sin(angle), 4.0, side - 4.0);
  return pair;
}

std::vector<SkySource> random_field(int side, Rng& rng) {
  std::vector<SkySource> sources;
  const int count = 3 + static_cast<int>(rng.below(4));
  for (int i = 0; i < count; ++i)
    sources.push_back(rng.below(2) == 0 ? random_star(side, rng) : random_galaxy(side, 4, rng));
  return sources;
}

void label_field(std::span<const SkySource> sources, int side, std::span<int> labels) {
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col) {
      double brightest = kVisible;
      SkyClass seen = SkyClass::sky;
      for (const SkySource& source : sources) {
        const double here = brightness(source, col + 0.5, row + 0.5);
        if (here <= brightest) continue;
        brightest = here;
        seen = source.is_star ? SkyClass::star : SkyClass::galaxy;
      }
      labels[static_cast<std::size_t>(row * side + col)] = static_cast<int>(seen);
    }
}

void draw_sky(SkyKind kind, int side, Rng& rng, std::span<float> picture) {
  std::fill(picture.begin(), picture.end(), 0.0f);
  const double middle = side / 2.0;
  switch (kind) {
    case SkyKind::crescent: {
      Crescent ring;
      ring.x_pixels = middle + rng.uniform(-2, 2);
      ring.y_pixels = middle + rng.uniform(-2, 2);
      ring.radius_pixels = rng.uniform(0.18, 0.31) * side;
      ring.width_pixels = rng.uniform(0.035, 0.08) * side;
      ring.asymmetry = rng.uniform(0.2, 0.9);
      ring.bright_rad = rng.uniform(0, 2 * std::numbers::pi);
      add_crescent(ring, side, picture);
      break;
    }
    case SkyKind::galaxies: {
      const int count = 1 + static_cast<int>(rng.below(3));
      for (int i = 0; i < count; ++i) add_source(random_galaxy(side, 7, rng), side, picture);
      break;
    }
    case SkyKind::stars: {
      const int count = 2 + static_cast<int>(rng.below(2));
      for (int i = 0; i < count; ++i) {
        SkySource star = random_star(side, rng);
        star.x_pixels = middle + 0.6 * (star.x_pixels - middle);
        star.y_pixels = middle + 0.6 * (star.y_pixels - middle);
        add_source(star, side, picture);
      }
      break;
    }
  }
  const float largest = *std::max_element(picture.begin(), picture.end());
  if (largest > 0)
    for (float& value : picture) value /= largest;
}

}  // namespace lectern::physics
