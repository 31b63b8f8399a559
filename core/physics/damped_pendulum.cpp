#include "core/physics/damped_pendulum.h"

#include <cmath>
#include <numbers>

#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

struct Motion {
  double angle = 0, velocity = 0;
};

double acceleration(const DampedPendulum& p, const Motion& m) {
  return -kGravity_m_per_s2 / p.length_m * math::sin(m.angle) - p.damping_per_s * m.velocity;
}

Motion after(const DampedPendulum& p, const Motion& m, double h) {
  const auto at = [&m](const Motion& slope, double t) {
    return Motion{m.angle + t * slope.angle, m.velocity + t * slope.velocity};
  };
  const auto slope = [&p](const Motion& of) { return Motion{of.velocity, acceleration(p, of)}; };
  const Motion a = slope(m), b = slope(at(a, h / 2)), c = slope(at(b, h / 2)), d = slope(at(c, h));
  return {m.angle + h / 6 * (a.angle + 2 * b.angle + 2 * c.angle + d.angle),
          m.velocity + h / 6 * (a.velocity + 2 * b.velocity + 2 * c.velocity + d.velocity)};
}

double small_period(const DampedPendulum& p) {
  return 2 * std::numbers::pi * std::sqrt(p.length_m / kGravity_m_per_s2);
}

}  // namespace

FirstReturn first_return(const DampedPendulum& pendulum) {
  constexpr int kMost = 5000;  // steps; near π the first fall takes long
  const double h = small_period(pendulum) / 100;
  Motion now{pendulum.release_rad, 0};
  double time = 0;
  bool has_turned = false;
  for (int step = 0; step < kMost; ++step) {
    const Motion next = after(pendulum, now, h);
    if (has_turned && next.velocity <= 0) break;
    has_turned = has_turned || next.velocity > 0;
    now = next;
    time += h;
  }
  double rest = 0;  // behind `now`
  Motion at_rest = now;
  for (int i = 0; i < 4; ++i) {
    rest -= at_rest.velocity / acceleration(pendulum, at_rest);
    at_rest = after(pendulum, now, rest);
  }
  return {time + rest, at_rest.angle};
}

void swing(const DampedPendulum& pendulum, double duration_s, int count, std::vector<double>& angle_rad) {
  angle_rad.clear();
  Motion now{pendulum.release_rad, 0};
  const double between = duration_s / (count - 1);
  const int parts = static_cast<int>(std::ceil(between / (small_period(pendulum) / 40)));
  for (int i = 0; i < count; ++i) {
    angle_rad.push_back(now.angle);
    for (int part = 0; part < parts; ++part) now = after(pendulum, now, between / parts);
  }
}

}  // namespace lectern::physics
