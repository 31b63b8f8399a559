#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/physics/cart_pole.h"
#include "core/physics/damped_pendulum.h"
#include "core/physics/mechanics.h"
#include "tests/bench/simulators/compare.h"
#include "tests/bench/simulators/tight.h"

namespace lectern::bench {
namespace {

// Mechanics: four numbers, steps of the classical Runge–Kutta rule.
template <typename F>
inline void runge_kutta(double* y, double h, F f) {
  double k1[4], k2[4], k3[4], k4[4], t[4];
  f(y, k1);
  for (int i = 0; i < 4; ++i) t[i] = y[i] + h / 2 * k1[i];
  f(t, k2);
  for (int i = 0; i < 4; ++i) t[i] = y[i] + h / 2 * k2[i];
  f(t, k3);
  for (int i = 0; i < 4; ++i) t[i] = y[i] + h * k3[i];
  f(t, k4);
  for (int i = 0; i < 4; ++i) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
}

template <typename P>
void pendulum_slope(const double* y, double* f) {
  double s1, c1, s2, c2;
  P::sin_cos(y[0], s1, c1);
  P::sin_cos(y[1], s2, c2);
  const double s = s1 * c2 - c1 * s2, c = c1 * c2 + s1 * s2, w1 = y[2], w2 = y[3];
  const double r1 = -s * w2 * w2 - 2 * s1, r2 = s * w1 * w1 - s2, by = 1 / (2 - c * c);
  f[0] = w1;
  f[1] = w2;
  f[2] = (r1 - c * r2) * by;
  f[3] = (2 * r2 - c * r1) * by;
}
inline void kepler_slope(const double* y, double* f) {
  const double r2 = y[0] * y[0] + y[1] * y[1], by = -1 / (r2 * std::sqrt(r2));
  f[0] = y[2];
  f[1] = y[3];
  f[2] = by * y[0];
  f[3] = by * y[1];
}
inline void galaxy_slope(const double* y, double* f) {
  f[0] = y[2];
  f[1] = y[3];
  f[2] = -y[0] - 2 * y[0] * y[1];
  f[3] = -y[1] - y[0] * y[0] + y[1] * y[1];
}

template <typename P>
bool cart_pole_step(double* y, bool right) {
  constexpr double kMass = 1.1, kMoment = 0.05, kByMass = 1 / kMass;
  const double s = P::sin(y[2]), c = P::cos(y[2]);
  const double push = ((right ? 10.0 : -10.0) + kMoment * y[3] * y[3] * s) * kByMass;
  const double turn = (9.8 * s - push * c) / (0.5 * (4.0 / 3 - 0.1 * kByMass * c * c));
  const double speed = push - kMoment * kByMass * turn * c;
  y[0] += 0.02 * y[1];
  y[1] += 0.02 * speed;
  y[2] += 0.02 * y[3];
  y[3] += 0.02 * turn;
  return std::fabs(y[0]) > 2.4 || std::fabs(y[2]) > 0.20943951023931953;
}

template <typename P>
void tight_swing(double length, double damping, double release, double duration, int count, double* angle) {
  const double pull = -physics::kGravity_m_per_s2 / length, between = duration / (count - 1);
  const int parts = static_cast<int>(std::ceil(between * 40 / (2 * kPi * std::sqrt(1 / -pull))));
  const double h = between / parts, half = h / 2, sixth = h / 6;
  double a = release, v = 0;
  for (int i = 0; i < count; ++i) {
    angle[i] = a;
    for (int part = 0; part < parts; ++part) {
      const double f1 = pull * P::sin(a) - damping * v, v2 = v + half * f1;
      const double f2 = pull * P::sin(a + half * v) - damping * v2, v3 = v + half * f2;
      const double f3 = pull * P::sin(a + half * v2) - damping * v3, v4 = v + h * f3;
      const double f4 = pull * P::sin(a + h * v3) - damping * v4;
      a += sixth * (v + 2 * v2 + 2 * v3 + v4);
      v += sixth * (f1 + 2 * f2 + 2 * f3 + f4);
    }
  }
}

template <typename SlopeSame, typename SlopeFree>
void compare_law(const char* name, physics::MechanicalLaw law, physics::MotionState start, SlopeSame slope_same,
                 SlopeFree slope_free) {
  if (!is_asked(name)) return;
  const physics::MechanicalSystem system = *physics::MechanicalSystem::make(law, "");
  constexpr int kSteps = 1000;
  constexpr double h = 0.01;
  physics::MotionState ours{};
  double same[4], free[4];
  const auto run_ours = [&]() -> double {
    ours = start;
    for (int i = 0; i < kSteps; ++i) ours = system.advanced(ours, h);
    return kSteps;
  };
  const auto run = [&](double* y, auto slope) -> double {
    std::copy(start.begin(), start.end(), y);
    for (int i = 0; i < kSteps; ++i) runge_kutta(y, h, slope);
    return kSteps;
  };
  const auto run_same = [&] { return run(same, slope_same); };
  const auto run_free = [&] { return run(free, slope_free); };
  run_ours();
  run_same();
  run_free();
  for (std::size_t i = 0; i < 4; ++i) {
    expect_near(name, same[i], ours[i], 1e-9);
    expect_near(name, free[i], ours[i], 1e-9);
  }
  compare(name, "step", {run_ours, run_same, run_free});
}

void compare_cart_pole() {
  if (!is_asked("cart_pole")) return;
  const physics::CartPole system;
  double end_ours[4], end_same[4], end_free[4];
  // Pushes that depend on the sign of a sum tell the smallest difference apart after a while: compared is a short run.
  int most = 40;
  const auto run_ours = [&]() -> double {
    physics::CartPoleState y{0, 0, 0.05, 0};
    int steps = 0;
    for (bool fell = false; steps < most && !fell; ++steps) {
      y = moved(system, y, y[2] + 0.5 * y[3] > 0);
      fell = has_fallen(system, y);
    }
    std::copy(y.begin(), y.end(), end_ours);
    return steps;
  };
  const auto run = [&](auto step, double* y) -> double {
    y[0] = y[1] = y[3] = 0, y[2] = 0.05;
    int steps = 0;
    for (bool fell = false; steps < most && !fell; ++steps) fell = step(y, y[2] + 0.5 * y[3] > 0);
    return steps;
  };
  const auto run_same = [&] { return run([](double* y, bool r) { return cart_pole_step<Same>(y, r); }, end_same); };
  const auto run_free = [&] { return run([](double* y, bool r) { return cart_pole_step<Free>(y, r); }, end_free); };
  const double steps = run_ours();
  expect_near("cart_pole", run_same(), steps, 0);
  run_free();
  for (int i = 0; i < 4; ++i) expect_near("cart_pole", end_same[i], end_ours[i], 1e-6);
  most = 500;
  compare("cart_pole", "step", {run_ours, run_same, run_free});
}

void compare_swing() {
  if (!is_asked("damped_pendulum")) return;
  constexpr int kCount = 100;
  std::vector<double> ours, tight(kCount), others(kCount);
  const physics::DampedPendulum pendulum{1, 0.2, 2};
  const auto run_ours = [&]() -> double {
    physics::swing(pendulum, 10, kCount, ours);
    return kCount;
  };
  const auto run_same = [&]() -> double {
    tight_swing<Same>(1, 0.2, 2, 10, kCount, tight.data());
    return kCount;
  };
  const auto run_free = [&]() -> double {
    tight_swing<Free>(1, 0.2, 2, 10, kCount, others.data());
    return kCount;
  };
  run_ours();
  run_same();
  run_free();
  for (std::size_t i = 0; i < kCount; ++i) {
    expect_near("damped_pendulum", tight[i], ours[i], 1e-9);
    expect_near("damped_pendulum", others[i], ours[i], 1e-9);
  }
  compare("damped_pendulum", "angle shown", {run_ours, run_same, run_free});
}

}  // namespace

void compare_mechanics() {
  compare_law("double_pendulum", physics::MechanicalLaw::double_pendulum, {0.8, 0.5, 0, 0}, pendulum_slope<Same>,
              pendulum_slope<Free>);
  compare_law("kepler", physics::MechanicalLaw::kepler, {1, 0, 0, 1.1}, kepler_slope, kepler_slope);
  compare_law("henon_heiles", physics::MechanicalLaw::henon_heiles, {0, 0.1, 0.35, 0.1}, galaxy_slope, galaxy_slope);
  compare_cart_pole();
  compare_swing();
}

}  // namespace lectern::bench
