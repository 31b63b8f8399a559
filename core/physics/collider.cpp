#include "core/physics/collider.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/math/angle.h"
#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

constexpr double kSignalTransverse_gev = 80, kBackgroundTransverse_gev = 60, kRapidityDeviation = 1;
constexpr double kTriggerThreshold_gev = 50, kTriggerWidth_gev = 10;
constexpr double kLeastResponse = 0.05;
constexpr int kMostTrials = 1000;

double squared(double x) { return x * x; }
double momentum_squared(const FourVector& p) { return squared(p.px_gev) + squared(p.py_gev) + squared(p.pz_gev); }
double exponential(Rng& rng, double mean) { return -mean * math::log(1 - rng.uniform()); }
double sinh_of(double x) { return 0.5 * (math::expm1(x) - math::expm1(-x)); }

// Between the least and the largest mass, falling exponentially.
double continuum_mass_gev(Rng& rng) {
  const double kept = -math::expm1((kLeastContinuumMass_gev - kLargestContinuumMass_gev) / kContinuumScale_gev);
  return kLeastContinuumMass_gev - kContinuumScale_gev * math::log1p(-kept * rng.uniform());
}

FourVector draw_parent(const DijetLaw& law, bool is_signal, Rng& rng) {
  const double mass = is_signal ? law.resonance_mass_gev : continuum_mass_gev(rng);
  const double half_mean = (is_signal ? kSignalTransverse_gev : kBackgroundTransverse_gev) / 2;
  const double first = exponential(rng, half_mean), transverse = first + exponential(rng, half_mean);
  const double azimuth = rng.uniform(-std::numbers::pi, std::numbers::pi);
  const double rapidity = kRapidityDeviation * rng.normal();
  const double transverse_mass = std::sqrt(squared(mass) + squared(transverse));
  const double sine = sinh_of(rapidity);
  return {transverse_mass * std::sqrt(1 + squared(sine)), transverse * math::cos(azimuth),
          transverse * math::sin(azimuth), transverse_mass * sine};
}

FourVector measured(const FourVector& p, double resolution, Rng& rng) {
  const double response = std::max(kLeastResponse, 1 + resolution * rng.normal());
  return {response * p.e_gev, response * p.px_gev, response * p.py_gev, response * p.pz_gev};
}

bool is_selected(const FourVector& jet) {
  return jet.transverse_gev() > kLeastJet_gev && std::fabs(jet.pseudorapidity()) < kLargestPseudorapidity;
}

}  // namespace

double FourVector::transverse_gev() const { return std::sqrt(squared(px_gev) + squared(py_gev)); }
double FourVector::mass_gev() const { return std::sqrt(std::max(0.0, squared(e_gev) - momentum_squared(*this))); }
double FourVector::rapidity() const { return 0.5 * math::log((e_gev + pz_gev) / (e_gev - pz_gev)); }
double FourVector::pseudorapidity() const {
  const double ratio = std::fabs(pz_gev) / transverse_gev();
  return std::copysign(math::log(ratio + std::sqrt(1 + squared(ratio))), pz_gev);
}
double FourVector::azimuth() const { return math::angle_of(py_gev, px_gev); }

FourVector four_vector(double transverse_gev, double pseudorapidity, double azimuth, double mass_gev) {
  FourVector p{0, transverse_gev * math::cos(azimuth), transverse_gev * math::sin(azimuth),
               transverse_gev * sinh_of(pseudorapidity)};
  p.e_gev = std::sqrt(squared(transverse_gev) + squared(p.pz_gev) + squared(mass_gev));
  return p;
}

double azimuth_between(double a, double b) {
  double difference = std::fabs(a - b);
  while (difference > 2 * std::numbers::pi) difference -= 2 * std::numbers::pi;
  return difference > std::numbers::pi ? 2 * std::numbers::pi - difference : difference;
}

FourVector boosted(const FourVector& p, const FourVector& frame) {
  const double mass = frame.mass_gev();
  const double along = frame.px_gev * p.px_gev + frame.py_gev * p.py_gev + frame.pz_gev * p.pz_gev;
  const double factor = along / (mass * (frame.e_gev + mass)) + p.e_gev / mass;
  return {(frame.e_gev * p.e_gev + along) / mass, p.px_gev + factor * frame.px_gev, p.py_gev + factor * frame.py_gev,
          p.pz_gev + factor * frame.pz_gev};
}

double decay_momentum_gev(double mass_gev, double first_mass_gev, double second_mass_gev) {
  const double sum = first_mass_gev + second_mass_gev, difference = first_mass_gev - second_mass_gev;
  return std::sqrt((squared(mass_gev) - squared(sum)) * (squared(mass_gev) - squared(difference))) / (2 * mass_gev);
}

std::array<FourVector, 2> two_body_decay(const FourVector& parent, double cosine, double azimuth) {
  const double p = decay_momentum_gev(parent.mass_gev(), 0, 0), sine = std::sqrt(std::max(0.0, 1 - squared(cosine)));
  const double x = p * sine * math::cos(azimuth), y = p * sine * math::sin(azimuth), z = p * cosine;
  return {boosted({p, x, y, z}, parent), boosted({p, -x, -y, -z}, parent)};
}

double trigger_efficiency(double hardest_gev) {
  return math::sigmoid((hardest_gev - kTriggerThreshold_gev) / kTriggerWidth_gev);
}

Dijet draw_dijet(const DijetLaw& law, bool is_signal, Rng& rng) {
  Dijet event;
  for (int trial = 0; trial < kMostTrials; ++trial) {
    event.parent = draw_parent(law, is_signal, rng);
    const double limit = math::tanh(kLargestDecayRapidity);
    const double cosine =
        is_signal ? rng.uniform(-limit, limit) : math::tanh(rng.uniform(-kLargestDecayRapidity, kLargestDecayRapidity));
    const auto [first, second] = two_body_decay(event.parent, cosine, rng.uniform(-std::numbers::pi, std::numbers::pi));
    event.jets[0] = measured(first, law.resolution, rng);
    event.jets[1] = measured(second, law.resolution, rng);
    if (is_selected(event.jets[0]) && is_selected(event.jets[1])) break;
  }
  if (event.jets[0].transverse_gev() < event.jets[1].transverse_gev()) std::swap(event.jets[0], event.jets[1]);
  event.trigger = trigger_efficiency(event.jets[0].transverse_gev());
  return event;
}

}  // namespace lectern::physics
