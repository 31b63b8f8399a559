#pragma once

#include <array>
#include <cstddef>

// Lagrange's equations of systems with one or two degrees of freedom, from the derivatives of L(q, v) at one state:
//   d/dt ∂L/∂v = ∂L/∂q,  so that  M a = ∂L/∂q − C v  with  M_ab = ∂²L/∂v_a∂v_b,  C_ab = ∂²L/∂v_a∂q_b
// Source: Landau, Lifshitz, Mechanics (3rd ed., 1976), §2, §6.
namespace lectern::physics {

// q₁ … q_n, v₁ … v_n for n degrees of freedom; what lies behind is 0.
using MotionState = std::array<double, 4>;

struct LagrangianJet {
  int degrees = 1;  // n, 1 or 2
  double value = 0;
  std::array<double, 2> by_q{}, by_v{};
  std::array<double, 4> mass{};   // M, n × n
  std::array<double, 4> mixed{};  // C, n × n: row v, column q
};

// x with M x = r; not finite where M is singular.
inline std::array<double, 2> solved_by_mass(const LagrangianJet& jet, const std::array<double, 2>& r) {
  const auto& m = jet.mass;
  if (jet.degrees == 1) return {r[0] / m[0], 0};
  const double determinant = m[0] * m[3] - m[1] * m[2];
  return {(m[3] * r[0] - m[1] * r[1]) / determinant, (m[0] * r[1] - m[2] * r[0]) / determinant};
}
// a; not finite where M is singular. Inline, so that what a law's jet holds besides is not computed for it.
inline std::array<double, 2> acceleration(const LagrangianJet& jet, const MotionState& state) {
  const auto n = static_cast<std::size_t>(jet.degrees);
  std::array<double, 2> r{};
  for (std::size_t a = 0; a < n; ++a) {
    r[a] = jet.by_q[a];
    for (std::size_t b = 0; b < n; ++b) r[a] -= jet.mixed[a * n + b] * state[n + b];
  }
  return solved_by_mass(jet, r);
}
// E = v·∂L/∂v − L
double energy(const LagrangianJet& jet, const MotionState& state);
// ∂E/∂q, then ∂E/∂v, as a state: ∂E/∂v = M v, ∂E/∂q = Cᵀ v − ∂L/∂q
MotionState energy_gradient(const LagrangianJet& jet, const MotionState& state);
// v·M v / 2: the kinetic energy where L is quadratic in v.
double kinetic_energy(const LagrangianJet& jet, const MotionState& state);

// One step of the classical Runge–Kutta method of order four for y' = f(y).
// Source: Hairer, Nørsett, Wanner, Solving Ordinary Differential Equations I (2nd ed., 1993), §II.1.
template <typename Derivative>
MotionState runge_kutta_step(const MotionState& y, double step, Derivative f) {
  const auto moved = [&y](const MotionState& slope, double by) {
    MotionState to = y;
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += by * slope[i];
    return to;
  };
  const MotionState k1 = f(y), k2 = f(moved(k1, step / 2)), k3 = f(moved(k2, step / 2)), k4 = f(moved(k3, step));
  MotionState next = y;
  for (std::size_t i = 0; i < next.size(); ++i) next[i] += step / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  return next;
}

}  // namespace lectern::physics
