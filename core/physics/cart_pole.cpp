#include "core/physics/cart_pole.h"

#include <cmath>

#include "core/math/elementary.h"

namespace lectern::physics {

CartPoleState moved(const CartPole& system, const CartPoleState& state, bool to_the_right) {
  const auto& [x, velocity, angle, spin] = state;
  const double force = to_the_right ? system.force_N : -system.force_N;
  const double mass = system.cart_mass + system.pole_mass, moment = system.pole_mass * system.half_length_m;
  const double sine = math::sin(angle), cosine = math::cos(angle);
  const double push = (force + moment * spin * spin * sine) / mass;
  const double spin_up = (system.gravity * sine - push * cosine) /
                         (system.half_length_m * (4.0 / 3.0 - system.pole_mass * cosine * cosine / mass));
  const double speed_up = push - moment * spin_up * cosine / mass;
  const double dt = system.time_step_s;
  const double new_velocity = velocity + dt * speed_up, new_spin = spin + dt * spin_up;
  return {x + dt * (system.semi_implicit ? new_velocity : velocity), new_velocity,
          angle + dt * (system.semi_implicit ? new_spin : spin), new_spin};
}

bool has_fallen(const CartPole& system, const CartPoleState& state) {
  return std::fabs(state[0]) > system.track_limit_m || std::fabs(state[2]) > system.angle_limit;
}

}  // namespace lectern::physics
