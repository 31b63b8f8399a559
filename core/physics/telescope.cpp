#include "core/physics/telescope.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

constexpr double kTurn_rad_per_hour = std::numbers::pi / 12;
constexpr double kTrackStep_hours = 0.1;

}  // namespace

void gaussian_transfer(const math::PlanarFourier& fourier, double sigma_pixels, std::span<double> response) {
  const int side = fourier.side();
  const double scale = -2 * std::numbers::pi * std::numbers::pi * sigma_pixels * sigma_pixels / (side * side);
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col) {
      const double v = fourier.wave(row), u = fourier.wave(col);
      response[static_cast<std::size_t>(row * side + col)] = math::exp(scale * (u * u + v * v));
    }
}

void interferometer_coverage(const math::PlanarFourier& fourier, std::span<const Antenna> antennas, double hours,
                             std::span<double> response) {
  const int side = fourier.side();
  std::fill(response.begin(), response.end(), 0.0);
  response[0] = 1;
  // Beyond half the pixels' rate waves cannot be told from slower ones, and are left out.
  const auto mark = [&](double u, double v) {
    const int col = static_cast<int>(std::floor(u + 0.5)), row = static_cast<int>(std::floor(v + 0.5));
    if (std::abs(col) >= side / 2 || std::abs(row) >= side / 2) return;
    response[static_cast<std::size_t>(((row + side) % side) * side + (col + side) % side)] = 1;
    response[static_cast<std::size_t>(((side - row) % side) * side + (side - col) % side)] = 1;
  };
  const int steps = static_cast<int>(std::ceil(hours / kTrackStep_hours));
  for (int step = 0; step <= steps; ++step) {
    const double turned = steps == 0 ? 0 : kTurn_rad_per_hour * hours * (static_cast<double>(step) / steps - 0.5);
    const double c = math::cos(turned), s = math::sin(turned);
    for (std::size_t i = 0; i < antennas.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const double east = antennas[i].east_waves - antennas[j].east_waves;
        const double north = antennas[i].north_waves - antennas[j].north_waves;
        mark(c * east - s * north, s * east + c * north);
      }
  }
}

std::vector<Antenna> three_arms(int antennas, double longest_waves) {
  std::vector<Antenna> places;
  const int rings = (antennas + 2) / 3;
  for (int i = 0; i < antennas; ++i) {
    // Distances from the centre grow towards the ends, and the arms are not equal: equal ones would measure the same
    // modes twice.
    const double along = (i / 3 + 1 - 0.22 * (i % 3)) / rings;
    const double radius = longest_waves / 1.732 * along * std::sqrt(along);
    const double angle = 2 * std::numbers::pi * (i % 3) / 3 + 0.35;
    places.push_back({radius * math::cos(angle), radius * math::sin(angle)});
  }
  return places;
}

}  // namespace lectern::physics
