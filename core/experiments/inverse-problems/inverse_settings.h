#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "core/lab/panel.h"
#include "core/lab/schema.h"
#include "core/physics/sky.h"

namespace lectern::restoration {

enum class InverseProblem { blur, interferometer, deblending, segmentation };

struct InverseSettings {
  InverseProblem problem = InverseProblem::interferometer;
  double noise = 0.05;
  double blur_pixels = 2;
  int antennas = 6;
  double hours = 6;
  physics::SkyKind truth = physics::SkyKind::crescent, learned = physics::SkyKind::crescent;
  int pictures = 150, atoms = 20, code_size = 8;
  double learning_rate = 0.002;

  static Schema<InverseSettings> schema();
  // Whether a picture is seen through H, and not to be taken apart by a network.
  bool is_linear() const { return problem == InverseProblem::blur || problem == InverseProblem::interferometer; }
};

inline constexpr int kSkySide = 32, kSkyCells = kSkySide * kSkySide, kMostAtoms = 40;
inline constexpr double kNotKnown = std::numeric_limits<double>::quiet_NaN();

// A sky as a tile shows it: tiles have their first row at the top, skies at the bottom.
template <typename T>
const std::vector<float>& upright(std::span<const T> sky, std::vector<float>& tile) {
  tile.resize(kSkyCells);
  for (int row = 0; row < kSkySide; ++row)
    for (int col = 0; col < kSkySide; ++col)
      tile[static_cast<std::size_t>(row * kSkySide + col)] =
          static_cast<float>(sky[static_cast<std::size_t>((kSkySide - 1 - row) * kSkySide + col)]);
  return tile;
}

}  // namespace lectern::restoration
