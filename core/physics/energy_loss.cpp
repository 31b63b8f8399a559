#include "core/physics/energy_loss.h"

#include <cmath>

#include "core/math/elementary.h"

namespace lectern::physics {

double zero_loss_counts(double energy_eV) {
  constexpr double kFourLogTwo = 2.772588722239781;
  const double in_widths = energy_eV / kZeroLossWidth_eV;
  const double peak = math::exp(-kFourLogTwo * in_widths * in_widths), tail = math::exp(-energy_eV / kZeroLossTail_eV);
  return kZeroLossCounts * ((1 - kZeroLossTailShare) * peak + kZeroLossTailShare * tail) + kDarkCounts;
}

double inelastic_counts(double energy_eV, double gap_eV) {
  constexpr double kStrength = 300;
  return energy_eV > gap_eV ? kStrength * std::sqrt(energy_eV - gap_eV) : 0;
}

double counts_error(double counts) { return std::sqrt(counts + 9e-4 * counts * counts); }

}  // namespace lectern::physics
