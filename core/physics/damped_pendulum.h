#pragma once

#include <vector>

// A pendulum with friction, released at rest: φ″ = −(g/ℓ) sin φ − γ φ′.
namespace lectern::physics {

inline constexpr double kGravity_m_per_s2 = 9.80665;  // standard acceleration of free fall

struct DampedPendulum {
  double length_m = 1;
  double damping_per_s = 0;  // γ, below 2 √(g/ℓ): it swings
  double release_rad = 1;    // φ at t = 0, in (0, π)
};

// When it comes to rest on the side of its release for the first time, and at what angle. For small angles
//   t = 2π/ω with ω² = g/ℓ − γ²/4,   φ = φ₀ e^{−γt/2};
// without friction t = 2π √(ℓ/g)/agm(1, cos(φ₀/2)). By Runge and Kutta's rule of fourth order with 100 steps in the
// period of small angles, the instant of rest by Newton's rule within the last step.
struct FirstReturn {
  double time_s = 0;
  double angle_rad = 0;
};
FirstReturn first_return(const DampedPendulum& pendulum);

// φ [rad] at `count` equidistant times, the first 0, the last `duration_s`.
void swing(const DampedPendulum& pendulum, double duration_s, int count, std::vector<double>& angle_rad);

}  // namespace lectern::physics
