#include "core/experiments/sgd-noise/noise_theory.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace lectern {
namespace {

constexpr double kNoticed = 0.01;  // change of η, as a fraction of it

bool is_near(double computed, double now) { return std::fabs(now - computed) <= kNoticed * computed; }

}  // namespace

void NoiseTheory::set_data(const LinearProblem& problem) {
  noise_ = linear::BatchNoise(problem.design(), problem.targets(), problem.cost());
  samples_ = problem.size();
  is_flat_somewhere_ = problem.cost().is_flat_somewhere();
  forget();
}

void NoiseTheory::forget() {
  racers_.clear();
  curves_eta_ = 0;
}

NoiseTheory::Racer NoiseTheory::computed(linear::BatchOrder order, int batch, double eta) const {
  Racer racer{eta, batch, std::nullopt, std::numeric_limits<double>::quiet_NaN()};
  if (eta < kLeastRate || is_flat_somewhere_) return racer;
  racer.covariance = noise_.of(order, batch, eta);
  racer.diverges = !racer.covariance;
  if (racer.diverges) return racer;
  racer.distance = 0;
  for (std::ptrdiff_t j = 0; j < racer.covariance->rows(); ++j) racer.distance += (*racer.covariance)(j, j);
  return racer;
}

void NoiseTheory::follow(const BatchRace& race, linear::BatchOrder order, std::span<const double> rates) {
  racers_.resize(race.size());
  for (std::size_t k = 0; k < racers_.size(); ++k) {
    const int batch = std::max(1, race.descent(k).batch_of(samples_));
    if (racers_[k].batch != batch || !is_near(racers_[k].eta, rates[k])) racers_[k] = computed(order, batch, rates[k]);
  }
  if (is_near(curves_eta_, rates[0])) return;
  curves_eta_ = rates[0];
  constexpr std::array<double, 3> kFactors{0.5, 1, 2};
  for (std::size_t c = 0; c < curves_.size(); ++c) {
    const double eta = kFactors[c] * curves_eta_;
    curves_[c].clear();
    if (eta >= kLeastRate) curves_[c] = noise_.distances_by_fraction(order, eta, kPlaces);
  }
}

}  // namespace lectern
