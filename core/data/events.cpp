#include "core/data/events.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

constexpr double kSignalMass = 125, kLeastMass = 100, kLargestMass = 160, kMassScale = 40;

double exponential(Rng& rng, double mean) { return -mean * math::log(1 - rng.uniform()); }

double background_mass(Rng& rng) {
  const double kept = -math::expm1((kLeastMass - kLargestMass) / kMassScale);
  return kLeastMass - kMassScale * math::log1p(-kept * rng.uniform());
}

struct Event {
  double momentum, isolation, angle, mass;
};

Event generate(Rng& rng, bool signal) {
  Event event;
  const double half_mean = signal ? 35 : 20;
  event.momentum = exponential(rng, half_mean);
  event.momentum += exponential(rng, half_mean);
  event.isolation = exponential(rng, signal ? 2 : 5);
  const double u = rng.uniform();
  event.angle = signal ? u : 1 - u * u;
  event.mass = signal ? kSignalMass : background_mass(rng);
  return event;
}

// Each weight divided by the mean of its class.
void normalise(Dataset& set) {
  std::array<double, 2> sum{}, count{};
  for (std::size_t i = 0; i < set.weights.size(); ++i) {
    sum[i % 2] += static_cast<double>(set.weights[i]);
    count[i % 2] += 1;
  }
  for (std::size_t i = 0; i < set.weights.size(); ++i)
    set.weights[i] = static_cast<float>(static_cast<double>(set.weights[i]) * count[i % 2] / sum[i % 2]);
}

}  // namespace

Dataset collider_events(Rng& rng, int n, double resolution) {
  Dataset set;
  set.name = "collider events";
  set.X = Matrix<float>(n, 4);
  set.column_names = {"p_T (GeV)", "isolation (GeV)", "|cos θ*|", "mass (GeV)"};
  set.class_names = {"background", "signal"};
  const auto measured = [&](double energy, double error) {
    return static_cast<float>(std::max(0.0, energy * (1 + error * rng.normal())));
  };
  for (int i = 0; i < n; ++i) {
    const Event event = generate(rng, i % 2 == 1);
    set.labels.push_back(i % 2);
    set.X(i, 0) = measured(event.momentum, resolution);
    set.X(i, 1) = measured(event.isolation, resolution);
    set.X(i, 2) = static_cast<float>(event.angle);
    set.X(i, 3) = measured(event.mass, resolution / std::sqrt(2.0));
    const double found = -math::expm1(-event.momentum / 20), calibration = std::max(0.1, 1 + 0.1 * rng.normal());
    set.weights.push_back(static_cast<float>(found * calibration));
  }
  normalise(set);
  return set;
}

}  // namespace lectern::data
