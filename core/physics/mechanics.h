#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <tuple>

#include "core/math/expression.h"
#include "core/math/named_enum.h"
#include "core/math/result.h"
#include "core/physics/lagrangian.h"

// Systems of classical mechanics without friction, by their Lagrangians.
namespace lectern::physics {

// Two point masses on massless rods, the second hung to the first; angles θ₁, θ₂ from the downward vertical [rad].
//   L = ½ (m₁ + m₂) l₁² ω₁² + ½ m₂ l₂² ω₂² + m₂ l₁ l₂ ω₁ ω₂ cos(θ₁ − θ₂) + (m₁ + m₂) g l₁ cos θ₁ + m₂ g l₂ cos θ₂
// The energy is 0 where both rods are level and at rest. Units are those of the constants: with all of them 1, times
// are in √(l/g) and energies in m g l. Source: Landau, Lifshitz, Mechanics (3rd ed., 1976), §5, problem 1.
struct DoublePendulum {
  double mass1 = 1, mass2 = 1;
  double length1 = 1, length2 = 1;
  double gravity = 1;

  LagrangianJet lagrangian(const MotionState& state) const;
  // x₁, y₁, x₂, y₂ of the masses; y upwards, the pivot at 0.
  std::array<double, 4> positions(const MotionState& state) const;
  // Angular frequencies of small oscillations, the slow one first.
  std::array<double, 2> small_oscillations() const;
};

// double_pendulum  DoublePendulum with all constants 1
// spring           L = (v² − q²)/2: a mass on a spring, both 1
// kepler           L = |v|²/2 + 1/|q|: a planet of a fixed sun, G M = 1; period 2π a^(3/2) for the semi-major axis a
// henon_heiles     L = |v|²/2 − (x² + y²)/2 − x² y + y³/3: a star in the plane of a galaxy; bound below E = 1/6
// typed            one degree of freedom, L(q, v) a formula
// Source: Hénon, Heiles, Astron. J. 69 (1964) 73.
enum class MechanicalLaw { double_pendulum, spring, kepler, henon_heiles, typed };

inline constexpr std::array<Named<MechanicalLaw>, 5> kMechanicalLaws{{
    {MechanicalLaw::double_pendulum, "double_pendulum", "Double pendulum"},
    {MechanicalLaw::spring, "spring", "Mass on a spring"},
    {MechanicalLaw::kepler, "kepler", "Planet (Kepler)"},
    {MechanicalLaw::henon_heiles, "henon_heiles", "Hénon–Heiles"},
    {MechanicalLaw::typed, "typed", "Typed Lagrangian"},
}};

class MechanicalSystem {
 public:
  // formula  L of q and v, for MechanicalLaw::typed alone; an error is a sentence
  static Result<MechanicalSystem> make(MechanicalLaw law, std::string_view formula);

  MechanicalLaw law() const { return law_; }
  int degrees() const { return law_ == MechanicalLaw::spring || law_ == MechanicalLaw::typed ? 1 : 2; }
  // Coordinates are angles.
  bool is_angular() const { return law_ == MechanicalLaw::double_pendulum; }
  // Of the slow small oscillation, or of the circular orbit with radius 1; of a typed law that at q = v = 0, and 2π
  // where it has none.
  double period() const;

  LagrangianJet lagrangian(const MotionState& state) const;
  // dq/dt, dv/dt
  MotionState derivative(const MotionState& state) const;
  double energy(const MotionState& state) const { return physics::energy(lagrangian(state), state); }
  // (q, p) with p = ∂L/∂v, and back; by Newton's method where L is not quadratic in v.
  MotionState canonical(const MotionState& state) const;
  MotionState from_canonical(const MotionState& qp) const;
  // After one step of the Runge–Kutta rule.
  MotionState advanced(const MotionState& state, double step) const;

  auto state() const { return std::tie(law_, formula_); }

 private:
  explicit MechanicalSystem(MechanicalLaw law) : law_(law) {}

  MechanicalLaw law_;
  std::optional<Expression> formula_;
};

}  // namespace lectern::physics
