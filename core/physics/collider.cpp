#include "core/physics/collider.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/math/elementary.h"
#include "core/math/vector.h"

namespace lectern::physics {
namespace {

constexpr double kSignalTransverse_gev = 80, kBackgroundTransverse_gev = 60, kRapidityDeviation = 1;
constexpr double kTriggerThreshold_gev = 50, kTriggerWidth_gev = 10;
constexpr double kLeastResponse = 0.05;
constexpr int kMostTrials = 1000;

double squared(double x) { return x * x; }
double sinh_of(double x) {
  const math::F64x2 both = math::expm1(math::F64x2{x, -x});
  return 0.5 * (both[0] - both[1]);
}

// Of the exponential law without an end.
const double kKeptOfContinuum =
    -math::expm1((kLeastContinuumMass_gev - kLargestContinuumMass_gev) / kContinuumScale_gev);
const double kLargestCosine = math::tanh(kLargestDecayRapidity);

// Between the least and the largest mass, falling exponentially.
double continuum_mass_gev(Rng& rng) {
  return kLeastContinuumMass_gev - kContinuumScale_gev * math::log1p(-kKeptOfContinuum * rng.uniform());
}

FourMomentum draw_parent(const DijetLaw& law, bool is_signal, Rng& rng) {
  const double mass = is_signal ? law.resonance_mass_gev : continuum_mass_gev(rng);
  const double half_mean = (is_signal ? kSignalTransverse_gev : kBackgroundTransverse_gev) / 2;
  // The sum of two exponential draws.
  const double u = 1 - rng.uniform(), v = 1 - rng.uniform();
  const math::F64x2 logarithms = math::log(math::F64x2{u, v});
  const double transverse = -half_mean * logarithms[0] + -half_mean * logarithms[1];
  const double azimuth = rng.uniform(-std::numbers::pi, std::numbers::pi);
  const double rapidity = kRapidityDeviation * rng.normal();
  const double transverse_mass = std::sqrt(squared(mass) + squared(transverse));
  const double sine = sinh_of(rapidity);
  const auto [sin_azimuth, cos_azimuth] = math::sin_cos(azimuth);
  return {transverse_mass * std::sqrt(1 + squared(sine)), transverse * cos_azimuth, transverse * sin_azimuth,
          transverse_mass * sine};
}

FourMomentum measured(const FourMomentum& p, double resolution, Rng& rng) {
  const double response = std::max(kLeastResponse, 1 + resolution * rng.normal());
  return {response * p.e, response * p.px, response * p.py, response * p.pz};
}

bool is_selected(const FourMomentum& jet) {
  const double transverse = jet.transverse(), along = std::fabs(jet.pz);
  if (!(transverse > kLeastJet_gev)) return false;
  // sinh 2.5 = 6.05020…: only near it must η itself be compared.
  static_assert(kLargestPseudorapidity == 2.5);
  if (along < 6.05 * transverse) return true;
  if (along > 6.0504 * transverse) return false;
  return std::fabs(jet.pseudorapidity()) < kLargestPseudorapidity;
}

FourMomentum boosted_from(const FourMomentum& p, const FourMomentum& frame, double mass) {
  const double along = frame.px * p.px + frame.py * p.py + frame.pz * p.pz;
  const double factor = along / (mass * (frame.e + mass)) + p.e / mass;
  return {(frame.e * p.e + along) / mass, p.px + factor * frame.px, p.py + factor * frame.py, p.pz + factor * frame.pz};
}

}  // namespace

FourMomentum four_momentum(double transverse_gev, double pseudorapidity, double azimuth, double mass_gev) {
  FourMomentum p{0, transverse_gev * math::cos(azimuth), transverse_gev * math::sin(azimuth),
                 transverse_gev * sinh_of(pseudorapidity)};
  p.e = std::sqrt(squared(transverse_gev) + squared(p.pz) + squared(mass_gev));
  return p;
}

FourMomentum boosted(const FourMomentum& p, const FourMomentum& frame) { return boosted_from(p, frame, frame.mass()); }

double decay_momentum_gev(double mass_gev, double first_mass_gev, double second_mass_gev) {
  const double sum = first_mass_gev + second_mass_gev, difference = first_mass_gev - second_mass_gev;
  return std::sqrt((squared(mass_gev) - squared(sum)) * (squared(mass_gev) - squared(difference))) / (2 * mass_gev);
}

std::array<FourMomentum, 2> two_body_decay(const FourMomentum& parent, double cosine, double azimuth) {
  const double mass = parent.mass(), p = decay_momentum_gev(mass, 0, 0);
  const double transverse = p * std::sqrt(std::max(0.0, 1 - squared(cosine)));
  const auto [sin_azimuth, cos_azimuth] = math::sin_cos(azimuth);
  const double x = transverse * cos_azimuth, y = transverse * sin_azimuth, z = p * cosine;
  return {boosted_from({p, x, y, z}, parent, mass), boosted_from({p, -x, -y, -z}, parent, mass)};
}

double trigger_efficiency(double hardest_gev) {
  return math::sigmoid((hardest_gev - kTriggerThreshold_gev) / kTriggerWidth_gev);
}

Dijet draw_dijet(const DijetLaw& law, bool is_signal, Rng& rng) {
  Dijet event;
  for (int trial = 0; trial < kMostTrials; ++trial) {
    event.parent = draw_parent(law, is_signal, rng);
    const double cosine = is_signal ? rng.uniform(-kLargestCosine, kLargestCosine)
                                    : math::tanh(rng.uniform(-kLargestDecayRapidity, kLargestDecayRapidity));
    const auto [first, second] = two_body_decay(event.parent, cosine, rng.uniform(-std::numbers::pi, std::numbers::pi));
    event.jets[0] = measured(first, law.resolution, rng);
    event.jets[1] = measured(second, law.resolution, rng);
    if (is_selected(event.jets[0]) && is_selected(event.jets[1])) break;
  }
  if (event.jets[0].transverse() < event.jets[1].transverse()) std::swap(event.jets[0], event.jets[1]);
  event.trigger = trigger_efficiency(event.jets[0].transverse());
  return event;
}

}  // namespace lectern::physics
