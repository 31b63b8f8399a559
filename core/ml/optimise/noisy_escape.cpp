#include "core/ml/optimise/noisy_escape.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lectern::optimise {
namespace {

// The stationary point that Newton's method comes to.
double stationary_near(double theta) {
  constexpr int kIterations = 20;
  for (int i = 0; i < kIterations; ++i) theta -= NoisyEscape::slope(theta) / (3 * theta * theta - 1);
  return theta;
}

}  // namespace

NoisyEscape::NoisyEscape(int examples, double spread, int runs, Rng rng)
    : rng_(rng), tilts_(static_cast<std::size_t>(examples)), theta_(static_cast<std::size_t>(runs), shallow()) {
  double mean = 0, square = 0;
  for (double& tilt : tilts_) mean += tilt = rng_.normal();
  mean /= examples;
  for (double& tilt : tilts_) {
    tilt -= mean;
    square += tilt * tilt;
  }
  const double scale = spread / std::sqrt(square / examples);
  for (double& tilt : tilts_) tilt *= scale;
}

double NoisyEscape::cost(double theta) {
  const double square = theta * theta;
  return square * (0.25 * square - 0.5) - kTilt * theta;
}
double NoisyEscape::slope(double theta) { return theta * (theta * theta - 1) - kTilt; }
double NoisyEscape::shallow() { return stationary_near(-1); }
double NoisyEscape::hill() { return stationary_near(0); }
double NoisyEscape::deep() { return stationary_near(1); }

void NoisyEscape::step(int batch, double learning_rate) {
  constexpr double kFar = 3;  // beyond, the well is so steep that a large η would throw a run out for ever
  const std::size_t n = tilts_.size(), b = std::min(static_cast<std::size_t>(batch), n);
  for (double& theta : theta_) {
    double sum = 0;
    for (std::size_t i = 0; i < b && b < n; ++i) {  // all of them cancel
      std::swap(tilts_[i], tilts_[i + rng_.below(static_cast<std::uint32_t>(n - i))]);
      sum += tilts_[i];
    }
    theta = std::clamp(theta - learning_rate * (slope(theta) + sum / static_cast<double>(b)), -kFar, kFar);
  }
}

double NoisyEscape::escaped() const {
  const double top = hill();
  const auto count = std::count_if(theta_.begin(), theta_.end(), [&](double theta) { return theta > top; });
  return static_cast<double>(count) / static_cast<double>(std::max<std::size_t>(theta_.size(), 1));
}

}  // namespace lectern::optimise
