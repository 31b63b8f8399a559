#include "core/data/series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

constexpr double kLorenzLyapunov = 0.9056;
constexpr int kLorenzParts = 5;  // of a step of 0.05
constexpr double kLorenzPart = 0.01;
constexpr int kTransient = 500;  // steps until the attractor is reached

using State = std::array<double, 3>;

State lorenz_rate(const State& s) {
  return {10 * (s[1] - s[0]), s[0] * (28 - s[2]) - s[1], s[0] * s[1] - 8.0 / 3 * s[2]};
}

State moved(const State& s, const State& rate, double by) {
  return {s[0] + by * rate[0], s[1] + by * rate[1], s[2] + by * rate[2]};
}

// One part of a step by the classical method of Runge and Kutta.
State lorenz_part(const State& s) {
  const State a = lorenz_rate(s), b = lorenz_rate(moved(s, a, kLorenzPart / 2)),
              c = lorenz_rate(moved(s, b, kLorenzPart / 2)), d = lorenz_rate(moved(s, c, kLorenzPart));
  State next;
  for (std::size_t i = 0; i < 3; ++i) next[i] = s[i] + kLorenzPart / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
  return next;
}

void oscillate(SeriesSample& sample, int n, Rng& rng) {
  const double first = rng.uniform(0, 2 * std::numbers::pi), second = rng.uniform(0, 2 * std::numbers::pi);
  for (int t = 0; t < n; ++t) {
    const double turn = 2 * std::numbers::pi * t;
    sample.clean.push_back(math::sin(turn / 25 + first) + 0.5 * math::sin(turn / 15.45 + second));
  }
}

void follow_lorenz(SeriesSample& sample, int n, Rng& rng) {
  State s{rng.uniform(-5, 5), rng.uniform(-5, 5), rng.uniform(15, 30)};
  for (int t = -kTransient; t < n; ++t) {
    if (t >= 0) sample.clean.push_back(s[0]);
    for (int part = 0; part < kLorenzParts; ++part) s = lorenz_part(s);
  }
  sample.lyapunov = kLorenzLyapunov * kLorenzParts * kLorenzPart;
}

void iterate_map(SeriesSample& sample, int n, double r, Rng& rng) {
  double x = rng.uniform(0.1, 0.9), growth = 0;
  for (int t = -kTransient; t < n; ++t) {
    if (t >= 0) {
      sample.clean.push_back(x);
      growth += math::log(std::max(std::fabs(r * (1 - 2 * x)), 1e-12));
    }
    x = r * x * (1 - x);
  }
  sample.lyapunov = std::max(growth / n, 0.0);
}

void make_echoes(SeriesSample& sample, int n, int delay, Rng& rng) {
  sample.clean.assign(static_cast<std::size_t>(n), 0);
  int t = 3;
  while (t < n) {
    const double sign = rng.below(2) == 0 ? -kPulse : kPulse;
    sample.clean[static_cast<std::size_t>(t)] = sign;
    if (t + delay < n) sample.clean[static_cast<std::size_t>(t + delay)] = sign;
    t += delay + 3 + static_cast<int>(rng.below(static_cast<std::uint32_t>(delay)));
  }
}

}  // namespace

SeriesSample series(const SeriesSpec& spec, const Rng& rng) {
  SeriesSample sample;
  Rng start = rng.split("start"), noise = rng.split("noise");
  switch (spec.law) {
    case SeriesLaw::oscillation: oscillate(sample, spec.n, start); break;
    case SeriesLaw::lorenz: follow_lorenz(sample, spec.n, start); break;
    case SeriesLaw::logistic: iterate_map(sample, spec.n, spec.growth, start); break;
    case SeriesLaw::echo: make_echoes(sample, spec.n, spec.delay, start); break;
  }
  for (const double x : sample.clean) sample.observed.push_back(x + spec.noise * noise.normal());
  return sample;
}

}  // namespace lectern::data
