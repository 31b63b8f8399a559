#pragma once

#include <array>
#include <cmath>

#include "core/math/elementary.h"

// A pole hinged to a cart on a track, which is pushed to the left or to the right: the control problem on which methods
// of learning are tried first. Metres, seconds, radians, kilograms, newtons; no friction.
// Source: Barto, Sutton, Anderson, Neuronlike adaptive elements that can solve difficult learning control problems,
// IEEE Transactions on Systems, Man, and Cybernetics 13 (1983) 834.
namespace lectern::physics {

struct CartPole {
  double gravity = 9.8;        // m/s²
  double cart_mass = 1;        // kg
  double pole_mass = 0.1;      // kg
  double half_length_m = 0.5;  // from the hinge to the pole's centre of mass
  double force_N = 10;
  double time_step_s = 0.02;
  double angle_limit = 0.20943951023931953;  // 12°
  double track_limit_m = 2.4;
  bool semi_implicit = false;  // positions advance with the new velocities; else with the old
};

// x, dx/dt, θ, dθ/dt; θ = 0 is upright, positive to the right.
using CartPoleState = std::array<double, 4>;

// One time step of Euler's method under a push to the right, or to the left.
//   t = (F + m l θ'² sin θ)/M;  θ'' = (g sin θ − t cos θ)/(l (4/3 − m cos² θ/M));  x'' = t − m l θ'' cos θ/M
// with M the mass of both, m and l the pole's mass and half length
// Inline: of a system known to the compiler, what does not depend on the state is computed once.
inline CartPoleState moved(const CartPole& system, const CartPoleState& state, bool to_the_right) {
  const auto& [x, velocity, angle, spin] = state;
  const double force = to_the_right ? system.force_N : -system.force_N;
  const double mass = system.cart_mass + system.pole_mass, moment = system.pole_mass * system.half_length_m;
  const auto [sine, cosine] = math::sin_cos(angle);
  const double push = (force + moment * spin * spin * sine) / mass;
  const double spin_up = (system.gravity * sine - push * cosine) /
                         (system.half_length_m * (4.0 / 3.0 - system.pole_mass * cosine * cosine / mass));
  const double speed_up = push - moment * spin_up * cosine / mass;
  const double dt = system.time_step_s;
  const double new_velocity = velocity + dt * speed_up, new_spin = spin + dt * spin_up;
  return {x + dt * (system.semi_implicit ? new_velocity : velocity), new_velocity,
          angle + dt * (system.semi_implicit ? new_spin : spin), new_spin};
}

// The cart has left its track, or the pole leans too far.
inline bool has_fallen(const CartPole& system, const CartPoleState& state) {
  return std::fabs(state[0]) > system.track_limit_m || std::fabs(state[2]) > system.angle_limit;
}

}  // namespace lectern::physics
