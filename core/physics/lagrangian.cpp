#include "core/physics/lagrangian.h"

#include <cstddef>

namespace lectern::physics {

double energy(const LagrangianJet& jet, const MotionState& state) {
  const auto n = static_cast<std::size_t>(jet.degrees);
  double sum = -jet.value;
  for (std::size_t a = 0; a < n; ++a) sum += state[n + a] * jet.by_v[a];
  return sum;
}

MotionState energy_gradient(const LagrangianJet& jet, const MotionState& state) {
  const auto n = static_cast<std::size_t>(jet.degrees);
  MotionState gradient{};
  for (std::size_t a = 0; a < n; ++a) {
    gradient[a] = -jet.by_q[a];
    for (std::size_t b = 0; b < n; ++b) {
      gradient[a] += jet.mixed[b * n + a] * state[n + b];
      gradient[n + a] += jet.mass[a * n + b] * state[n + b];
    }
  }
  return gradient;
}

double kinetic_energy(const LagrangianJet& jet, const MotionState& state) {
  const auto n = static_cast<std::size_t>(jet.degrees);
  double sum = 0;
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < n; ++b) sum += state[n + a] * jet.mass[a * n + b] * state[n + b];
  return sum / 2;
}

}  // namespace lectern::physics
