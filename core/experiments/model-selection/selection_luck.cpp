#include "core/experiments/model-selection/selection_luck.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math/elementary.h"
#include "core/math/matrix.h"
#include "core/parts/estimates.h"

namespace lectern {
namespace {

constexpr int kWaves = 8;
constexpr int kTestPoints = 200;
constexpr double kPi = 3.14159265358979323846, kLeastSize = 0.1;

double size_of_wave(const CurveProblem& problem) { return std::max(problem.noise, kLeastSize); }

// √2 cos(jπu), j = 1 … kWaves, at each point: orthonormal over the interval.
Matrix<double> waves_at(const CurveSample& sample, Range interval) {
  Matrix<double> waves(static_cast<std::ptrdiff_t>(sample.size()), kWaves);
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double u = (sample.x[i] - interval.low) / (interval.high - interval.low);
    for (int j = 0; j < kWaves; ++j)
      waves(static_cast<std::ptrdiff_t>(i), j) = std::sqrt(2.0) * math::cos((j + 1) * kPi * u);
  }
  return waves;
}

// Points of the law, as a contestant sees them: the noise of each, and its waves.
struct Judged {
  std::vector<double> noise;
  Matrix<double> waves;

  Judged(const CurveProblem& problem, const CurveSample& sample) : waves(waves_at(sample, problem.interval)) {
    for (std::size_t i = 0; i < sample.size(); ++i) noise.push_back(sample.y[i] - problem.law->value(sample.x[i]));
  }
  // Mean squared error of the law with a wave added.
  double error(std::span<const double> wave) const {
    double sum = 0;
    for (std::size_t i = 0; i < noise.size(); ++i) {
      double miss = noise[i];
      for (std::size_t j = 0; j < wave.size(); ++j)
        miss -= wave[j] * waves(static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j));
      sum += miss * miss;
    }
    return sum / static_cast<double>(noise.size());
  }
};

std::array<double, kWaves> random_wave(double size, Rng& rng) {
  std::array<double, kWaves> wave;
  double norm2 = 0;
  for (double& a : wave) {
    a = rng.normal();
    norm2 += a * a;
  }
  for (double& a : wave) a *= norm2 > 0 ? size / std::sqrt(norm2) : 0.0;
  return wave;
}

}  // namespace

double SelectionLuck::expected_error(const CurveProblem& problem) {
  const double size = size_of_wave(problem);
  return problem.noise_variance() + size * size;
}

void SelectionLuck::add_contest(const CurveProblem& problem, int validation_points, Rng& rng) {
  const Judged validation(problem, problem.sample(validation_points, rng));
  const Judged test(problem, problem.sample(kTestPoints, rng));
  double least = 0, test_of_winner = 0;
  for (std::size_t m = 0; m < winner_test_.size(); ++m) {
    const std::array<double, kWaves> contestant = random_wave(size_of_wave(problem), rng);
    const double error = validation.error(contestant);
    if (m == 0 || error < least) {
      least = error;
      test_of_winner = test.error(contestant);
    }
    winner_validation_[m].add(least);
    winner_test_[m].add(test_of_winner);
  }
}

void SelectionLuck::describe(Plane& plane, double expected) const {
  const auto contestants = static_cast<double>(winner_test_.size());
  const double largest = contests() > 0 ? 1.6 * winner_test_.back().mean() : 0;
  plane.axes({.label = "contestants", .range = {0.9, std::max(1.1 * contestants, 2.0)}, .logarithmic = true},
             {.label = "winner's error", .range = {0, largest}});
  if (contests() == 0) return;
  const auto add = [&](const char* label, std::span<const math::RunningMoments> errors, ColorRole color) {
    std::array<Estimate, kMostContestants> curve;
    for (std::size_t m = 0; m < errors.size(); ++m) {
      const double spread = 2 * errors[m].standard_error();
      curve[m] = {static_cast<double>(m + 1), errors[m].mean(), errors[m].mean() - spread, errors[m].mean() + spread};
    }
    add_estimates(plane, label, std::span(curve).first(errors.size()), {.color = color});
  };
  plane.level("expected of each", expected);
  add("its validation error", winner_validation_, 1);
  add("its error on fresh data", winner_test_, 2);
}

}  // namespace lectern
