#pragma once

#include <array>
#include <cmath>
#include <numbers>

#include "core/math/elementary.h"
#include "core/math/rng.h"

// Two crescents of parameters behind one measurement: a usual test of inference from simulations.
namespace lectern::physics {

inline constexpr double kMoonRadius = 0.1, kMoonWidth = 0.01, kMoonShift = 0.25;

// x = (r cos a + 1/4 − |θ₁ + θ₂|/√2, r sin a + (θ₂ − θ₁)/√2), a uniform in ±π/2, r normal about 0.1 with deviation
// 0.01. Source: Greenberg, Nonnenmacher, Macke, Automatic posterior transformation for likelihood-free inference, ICML
// 2019.
inline std::array<double, 2> draw_two_moons(const std::array<double, 2>& theta, Rng& rng) {
  const auto [sine, cosine] = math::sin_cos(rng.uniform(-std::numbers::pi / 2, std::numbers::pi / 2));
  const double r = kMoonRadius + kMoonWidth * rng.normal();
  return {r * cosine + kMoonShift - std::fabs(theta[0] + theta[1]) / std::numbers::sqrt2,
          r * sine + (theta[1] - theta[0]) / std::numbers::sqrt2};
}

}  // namespace lectern::physics
