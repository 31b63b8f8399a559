#include "core/physics/mechanics.h"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

// ½ |v|² − V of two degrees of freedom, from V and its gradient.
inline LagrangianJet unit_mass(const MotionState& state, double potential, double by_x, double by_y) {
  LagrangianJet jet;
  jet.degrees = 2;
  jet.value = (state[2] * state[2] + state[3] * state[3]) / 2 - potential;
  jet.by_q = {-by_x, -by_y};
  jet.by_v = {state[2], state[3]};
  jet.mass = {1, 0, 0, 1};
  return jet;
}

// Inline: see acceleration().
inline LagrangianJet pendulum_jet(const DoublePendulum& p, const MotionState& state) {
  const double w1 = state[2], w2 = state[3], between = state[0] - state[1];
  const double coupling = p.mass2 * p.length1 * p.length2;
  const double c = coupling * math::cos(between), s = coupling * math::sin(between);
  const double weight1 = (p.mass1 + p.mass2) * p.gravity * p.length1, weight2 = p.mass2 * p.gravity * p.length2;
  LagrangianJet jet;
  jet.degrees = 2;
  jet.mass = {(p.mass1 + p.mass2) * p.length1 * p.length1, c, c, p.mass2 * p.length2 * p.length2};
  jet.by_v = {jet.mass[0] * w1 + c * w2, c * w1 + jet.mass[3] * w2};
  jet.mixed = {-s * w2, s * w2, -s * w1, s * w1};
  jet.by_q = {-s * w1 * w2 - weight1 * math::sin(state[0]), s * w1 * w2 - weight2 * math::sin(state[1])};
  jet.value = (jet.by_v[0] * w1 + jet.by_v[1] * w2) / 2 + weight1 * math::cos(state[0]) + weight2 * math::cos(state[1]);
  return jet;
}

inline LagrangianJet kepler_jet(const MotionState& state) {
  const double x = state[0], y = state[1];
  const double squared = x * x + y * y, r = std::sqrt(squared), cube = squared * r;
  return unit_mass(state, -1 / r, x / cube, y / cube);
}

inline LagrangianJet henon_heiles_jet(const MotionState& state) {
  const double x = state[0], y = state[1];
  return unit_mass(state, (x * x + y * y) / 2 + x * x * y - y * y * y / 3, x + 2 * x * y, y + x * x - y * y);
}

// dq/dt, dv/dt of two degrees of freedom.
inline MotionState slope_of(const LagrangianJet& jet, const MotionState& state) {
  const std::array<double, 2> a = acceleration(jet, state);
  return {state[2], state[3], a[0], a[1]};
}
// The same where the mass matrix is 1 and nothing couples v to q.
inline MotionState unit_mass_slope(const LagrangianJet& jet) {
  return {jet.by_v[0], jet.by_v[1], jet.by_q[0], jet.by_q[1]};
}

}  // namespace

LagrangianJet DoublePendulum::lagrangian(const MotionState& state) const { return pendulum_jet(*this, state); }

std::array<double, 4> DoublePendulum::positions(const MotionState& state) const {
  const double x = length1 * math::sin(state[0]), y = -length1 * math::cos(state[0]);
  return {x, y, x + length2 * math::sin(state[1]), y - length2 * math::cos(state[1])};
}

// The roots of det(K − ω² M) = 0 at rest.
std::array<double, 2> DoublePendulum::small_oscillations() const {
  const double m11 = (mass1 + mass2) * length1 * length1, m12 = mass2 * length1 * length2,
               m22 = mass2 * length2 * length2;
  const double k1 = (mass1 + mass2) * gravity * length1, k2 = mass2 * gravity * length2;
  const double a = m11 * m22 - m12 * m12, b = k1 * m22 + k2 * m11, root = std::sqrt(b * b - 4 * a * k1 * k2);
  return {std::sqrt((b - root) / (2 * a)), std::sqrt((b + root) / (2 * a))};
}

Result<MechanicalSystem> MechanicalSystem::make(MechanicalLaw law, std::string_view formula) {
  MechanicalSystem system(law);
  if (law == MechanicalLaw::typed) {
    constexpr std::array<std::string_view, 2> kVariables{"q", "v"};
    Result<Expression> read = Expression::parse(formula, kVariables);
    if (!read) return Error{read.error()};
    system.formula_ = std::move(*read);
  }
  return system;
}

double MechanicalSystem::period() const {
  constexpr double kTurn = 2 * std::numbers::pi;
  if (law_ == MechanicalLaw::double_pendulum) return kTurn / DoublePendulum().small_oscillations()[0];
  if (law_ == MechanicalLaw::typed) {
    const Expression::Jet at = formula_->jet(std::array{0.0, 0.0});
    const double squared = -at.second[0] / at.second[2];
    if (squared > 1e-4 && squared < 1e4) return kTurn / std::sqrt(squared);
  }
  return kTurn;
}

LagrangianJet MechanicalSystem::lagrangian(const MotionState& state) const {
  const double x = state[0], y = state[1];
  switch (law_) {
    case MechanicalLaw::double_pendulum: return pendulum_jet({}, state);
    case MechanicalLaw::kepler: return kepler_jet(state);
    case MechanicalLaw::henon_heiles: return henon_heiles_jet(state);
    case MechanicalLaw::spring: break;
    case MechanicalLaw::typed: {
      const Expression::Jet at = formula_->jet(std::array{state[0], state[1]});
      LagrangianJet jet;
      jet.value = at.value;
      jet.by_q[0] = at.gradient[0];
      jet.by_v[0] = at.gradient[1];
      jet.mixed[0] = at.second[1];
      jet.mass[0] = at.second[2];
      return jet;
    }
  }
  LagrangianJet jet;
  jet.value = (y * y - x * x) / 2;
  jet.by_q[0] = -x;
  jet.by_v[0] = y;
  jet.mass[0] = 1;
  return jet;
}

MotionState MechanicalSystem::derivative(const MotionState& state) const {
  const std::array<double, 2> a = acceleration(lagrangian(state), state);
  return degrees() == 1 ? MotionState{state[1], a[0], 0, 0} : MotionState{state[2], state[3], a[0], a[1]};
}

MotionState MechanicalSystem::advanced(const MotionState& state, double step) const {
  // One rule for each law, so that its slopes need no calls.
  switch (law_) {
    case MechanicalLaw::double_pendulum:
      return runge_kutta_step(state, step, [](const MotionState& at) { return slope_of(pendulum_jet({}, at), at); });
    case MechanicalLaw::kepler:
      return runge_kutta_step(state, step, [](const MotionState& at) { return unit_mass_slope(kepler_jet(at)); });
    case MechanicalLaw::henon_heiles:
      return runge_kutta_step(state, step, [](const MotionState& at) { return unit_mass_slope(henon_heiles_jet(at)); });
    case MechanicalLaw::spring:
    case MechanicalLaw::typed: break;
  }
  return runge_kutta_step(state, step, [this](const MotionState& at) { return derivative(at); });
}

MotionState MechanicalSystem::canonical(const MotionState& state) const {
  const auto n = static_cast<std::size_t>(degrees());
  const LagrangianJet jet = lagrangian(state);
  MotionState qp = state;
  for (std::size_t a = 0; a < n; ++a) qp[n + a] = jet.by_v[a];
  return qp;
}

MotionState MechanicalSystem::from_canonical(const MotionState& qp) const {
  const auto n = static_cast<std::size_t>(degrees());
  MotionState state = qp;
  // Exact after one round but for a typed law.
  const int rounds = law_ == MechanicalLaw::typed ? 12 : 1;
  for (int round = 0; round < rounds; ++round) {
    const LagrangianJet jet = lagrangian(state);
    std::array<double, 2> missing{};
    for (std::size_t a = 0; a < n; ++a) missing[a] = qp[n + a] - jet.by_v[a];
    const std::array<double, 2> by = solved_by_mass(jet, missing);
    for (std::size_t a = 0; a < n; ++a) state[n + a] += by[a];
  }
  return state;
}

}  // namespace lectern::physics
