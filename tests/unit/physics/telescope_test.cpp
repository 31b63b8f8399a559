#include "core/physics/telescope.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/physics/sky.h"

using namespace lectern;
using namespace lectern::physics;

TEST_CASE("interferometer: two dishes measure their separation, its opposite and the total flux") {
  const math::PlanarFourier fourier(16);
  std::vector<double> response(256);
  const std::vector<Antenna> pair{{1, 1}, {4, 3}};
  interferometer_coverage(fourier, pair, 0, response);
  CHECK(std::count(response.begin(), response.end(), 1.0) == 3);
  CHECK(response[0] == 1);
  CHECK(response[2 * 16 + 3] == 1);
  CHECK(response[14 * 16 + 13] == 1);
  // In twelve hours the separation turns half round: with its opposite a whole ring of length √13.
  interferometer_coverage(fourier, pair, 12, response);
  for (std::size_t c = 1; c < response.size(); ++c) {
    const double u = fourier.wave(static_cast<int>(c % 16)), v = fourier.wave(static_cast<int>(c / 16));
    if (response[c] == 1) CHECK(std::fabs(std::hypot(u, v) - std::sqrt(13.0)) < 0.75);
  }
  CHECK(std::count(response.begin(), response.end(), 1.0) > 12);
}

TEST_CASE("interferometer: the longest baseline of three arms is about what was asked for") {
  const std::vector<Antenna> dishes = three_arms(9, 14);
  double longest = 0;
  for (const Antenna& a : dishes)
    for (const Antenna& b : dishes)
      longest = std::max(longest, std::hypot(a.east_waves - b.east_waves, a.north_waves - b.north_waves));
  CHECK(longest > 10);
  CHECK(longest < 15);
}

TEST_CASE("skies: pictures of every kind have their largest value 1, and a crescent is bright where it says") {
  for (const auto& sky : kSkyKinds) {
    CAPTURE(sky.id);
    Rng rng(3);
    std::vector<float> picture(1024);
    draw_sky(sky.value, 32, rng, picture);
    CHECK(*std::max_element(picture.begin(), picture.end()) == 1.0f);
    CHECK(*std::min_element(picture.begin(), picture.end()) >= 0.0f);
  }
  std::vector<float> ring(1024, 0.0f);
  add_crescent({.x_pixels = 16, .y_pixels = 16, .radius_pixels = 8, .asymmetry = 0.5, .bright_rad = 0}, 32, ring);
  CHECK(ring[16 * 32 + 24] > 2.5f * ring[16 * 32 + 7]);  // (1 + a)/(1 − a) = 3
  CHECK(ring[16 * 32 + 16] < 1e-4f);
}

TEST_CASE("skies: labels name the brightest source where it can be seen") {
  const std::vector<SkySource> sources{{.is_star = true, .x_pixels = 8.5, .y_pixels = 8.5},
                                       {.x_pixels = 22.5, .y_pixels = 22.5}};
  std::vector<int> labels(1024);
  label_field(sources, 32, labels);
  CHECK(labels[8 * 32 + 8] == static_cast<int>(SkyClass::star));
  CHECK(labels[22 * 32 + 22] == static_cast<int>(SkyClass::galaxy));
  CHECK(labels[8 * 32 + 22] == static_cast<int>(SkyClass::sky));
}
