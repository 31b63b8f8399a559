#pragma once

#include <vector>

#include "core/math/rng.h"

// Series of numbers, one a step of time, that are made by a known law.
namespace lectern::data {

enum class SeriesLaw { oscillation, lorenz, logistic, echo };

// noise   standard deviation of what is added to each number; the law itself goes on without it
// growth  r of the logistic map x ← r x (1 − x), from 3 to 4
// delay   of the echo, at least 1
struct SeriesSpec {
  SeriesLaw law = SeriesLaw::oscillation;
  int n = 1000;
  double noise = 0;
  double growth = 3.9;
  int delay = 10;
};

// clean     n, by the law
// observed  n, with the noise
// lyapunov  how fast a small error grows: e-folds a step; 0 where it does not grow
struct SeriesSample {
  std::vector<double> clean, observed;
  double lyapunov = 0;
};

// What a pulse and its echo are when there is no noise: ±1, and 0 between them.
inline constexpr double kPulse = 1;

// The series of a law, from a random start.
//   oscillation  sin(2πt/25 + φ₁) + ½ sin(2πt/15.45 + φ₂): two periods that never meet again
//   lorenz       x of the Lorenz system (σ 10, ρ 28, β 8/3) every 0.05 units of time, on its attractor
//   logistic     x ← r x (1 − x)
//   echo         pulses of random sign at random times, each heard once more `delay` steps later
// Sources: Lorenz, Deterministic Nonperiodic Flow (1963); May, Simple mathematical models (1976). λ of the Lorenz
// system: 0.9056 a unit of time (Viswanath, 1998); of the logistic map: the mean of ln |r (1 − 2x)|.
SeriesSample series(const SeriesSpec& spec, const Rng& rng);

}  // namespace lectern::data
