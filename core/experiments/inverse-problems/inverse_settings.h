#pragma once

#include <limits>

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

}  // namespace lectern::restoration
