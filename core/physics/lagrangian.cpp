#include "core/physics/lagrangian.h"

#include <cstddef>

namespace lectern::physics {

std::array<double, 2> solved_by_mass(const LagrangianJet& jet, const std::array<double, 2>& r) {
  const auto& m = jet.mass;
  if (jet.degrees == 1) return {r[0] / m[0], 0};
  const double determinant = m[0] * m[3] - m[1] * m[2];
  return {(m[3] * r[0] - m[1] * r[1]) / determinant, (m[0] * r[1] - m[2] * r[0]) / determinant};
}

std::array<double, 2> acceleration(const LagrangianJet& jet, const MotionState& state) {
  const auto n = static_cast<std::size_t>(jet.degrees);
  std::array<double, 2> r{};
  for (std::size_t a = 0; a < n; ++a) {
    r[a] = jet.by_q[a];
    for (std::size_t b = 0; b < n; ++b) r[a] -= jet.mixed[a * n + b] * state[n + b];
  }
  return solved_by_mass(jet, r);
}

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
