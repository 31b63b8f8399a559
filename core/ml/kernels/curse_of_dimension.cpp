#include "core/ml/kernels/curse_of_dimension.h"

#include <cmath>
#include <limits>

#include "core/math/elementary.h"

namespace lectern::kernels {
namespace {

constexpr double kTwoPi = 6.283185307179586;
constexpr double kLn10 = 2.302585092994046;

}  // namespace

double unit_ball_volume(int dimension) {
  double volume = dimension % 2 == 0 ? 1 : 2;
  for (int d = dimension % 2 == 0 ? 2 : 3; d <= dimension; d += 2) volume *= kTwoPi / d;
  return volume;
}

double ball_in_cube(int dimension) {
  double share = unit_ball_volume(dimension);
  for (int d = 0; d < dimension; ++d) share /= 2;
  return share;
}

double near_surface(int dimension, double margin) {
  double inner = 1;
  for (int d = 0; d < dimension; ++d) inner *= 1 - margin;
  return 1 - inner;
}

double log10_lattice_samples(int dimension, double epsilon) { return -dimension * math::log(epsilon) / kLn10; }

NearSampleTrials::NearSampleTrials(int dimension, double epsilon, Rng rng)
    : epsilon2_(epsilon * epsilon), rng_(rng), place_(static_cast<std::size_t>(dimension)) {
  choose_place();
}

void NearSampleTrials::choose_place() {
  for (double& coordinate : place_) coordinate = rng_.uniform();
}

void NearSampleTrials::draw(int samples) {
  for (int i = 0; i < samples; ++i) {
    ++drawn_;
    double distance2 = 0;
    for (const double coordinate : place_) {
      const double difference = rng_.uniform() - coordinate;
      distance2 += difference * difference;
    }
    if (distance2 > epsilon2_) continue;
    ++trials_;
    at_last_success_ = drawn_;
    choose_place();
  }
}

double NearSampleTrials::mean_samples() const {
  return trials_ == 0 ? 0 : static_cast<double>(at_last_success_) / trials_;
}

NeighbourWorth neighbour_worth(int dimension, int n, int tests, Rng& rng) {
  const auto d = static_cast<std::size_t>(dimension);
  std::vector<double> samples(static_cast<std::size_t>(n) * d), place(d);
  for (double& coordinate : samples) coordinate = rng.uniform();
  NeighbourWorth worth;
  for (int test = 0; test < tests; ++test) {
    for (double& coordinate : place) coordinate = rng.uniform();
    double nearest2 = std::numeric_limits<double>::infinity(), sum = 0;
    bool told = false;
    for (const double* sample = samples.data(); sample != samples.data() + samples.size(); sample += d) {
      double distance2 = 0;
      for (std::size_t j = 0; j < d; ++j) distance2 += (place[j] - sample[j]) * (place[j] - sample[j]);
      sum += std::sqrt(distance2);
      if (distance2 < nearest2) {
        nearest2 = distance2;
        told = sample[0] > 0.5;
      }
    }
    worth.error += told != (place[0] > 0.5) ? 1.0 / tests : 0.0;
    worth.nearness += std::sqrt(nearest2) * n / sum / tests;
  }
  return worth;
}

}  // namespace lectern::kernels
