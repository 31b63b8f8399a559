#include "core/physics/chirp.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/math/vector.h"

namespace lectern::physics {
namespace {

constexpr double kPi = 3.14159265358979323846;

double root(double x) { return std::sqrt(x); }
math::F64x2 root(math::F64x2 x) { return math::F64x2{std::sqrt(x[0]), std::sqrt(x[1])}; }

template <typename V>
V eighth_root(V x) {
  return root(root(root(x)));
}

template <typename V>
V fifth_power(V x) {
  return x * x * x * x * x;
}

// The law of one wave, with what does not depend on time computed once.
class NewtonianLaw {
 public:
  explicit NewtonianLaw(const ChirpSpec& spec)
      : spec_(spec),
        mu_(spec.chirp_mass_msun * spec.solar_mass_s),
        slowness_(kPi * fifth_power(eighth_root(mu_))),
        size_(4 * (mu_ / (spec.distance_mpc * spec.megaparsec_s))),
        cos_i_(math::cos(spec.inclination_rad)) {}

  ChirpMoment at(double time_s) const {
    const double tau = spec_.coalescence_time_s - time_s;
    if (!(tau > 0)) return {};
    const Track<double> track = track_at(tau);
    return {track.frequency_hz, track.phase_rad, track.amplitude, h_plus(track),
            track.amplitude * cos_i_ * math::sin(track.phase_rad)};
  }

  // V is double or F64x2, of the same bits.
  template <typename V>
  struct Track {
    V frequency_hz, phase_rad, amplitude;
  };
  // tau > 0 before the coalescence
  template <typename V>
  Track<V> track_at(V tau) const {
    const V rise = eighth_root(5 / (256 * tau));
    // (π μ f)^(2/3) = (5 μ/(256 τ))^(1/4)
    return {rise * rise * rise / slowness_, spec_.coalescence_phase_rad - 2 * fifth_power(eighth_root(tau / (5 * mu_))),
            size_ * root(root(5 * mu_ / (256 * tau))) / spec_.strain_unit};
  }
  template <typename V>
  V h_plus(const Track<V>& track) const {
    return track.amplitude * (1 + cos_i_ * cos_i_) / 2 * math::cos(track.phase_rad);
  }
  double coalescence_time_s() const { return spec_.coalescence_time_s; }

 private:
  ChirpSpec spec_;
  double mu_, slowness_, size_, cos_i_;
};

}  // namespace

double chirp_mass(double m1, double m2) { return math::pow(m1 * m2, 0.6) / math::pow(m1 + m2, 0.2); }

double symmetric_mass_ratio(double m1, double m2) { return m1 * m2 / ((m1 + m2) * (m1 + m2)); }

ChirpMoment newtonian_chirp(const ChirpSpec& spec, double time_s) { return NewtonianLaw(spec).at(time_s); }

double time_to_coalescence_s(double chirp_mass_msun, double frequency_hz, double solar_mass_s) {
  const double mu = chirp_mass_msun * solar_mass_s;
  return 5.0 / 256 * math::pow(mu, -5.0 / 3) * math::pow(kPi * frequency_hz, -8.0 / 3);
}

double chirp_mass_from_track(double frequency_hz, double time_to_coalescence_s, double solar_mass_s) {
  return math::pow(5 / (256 * time_to_coalescence_s), 0.6) * math::pow(kPi * frequency_hz, -1.6) / solar_mass_s;
}

double isco_frequency_hz(double total_mass_msun, double solar_mass_s) {
  return 1 / (6 * std::sqrt(6.0) * kPi * total_mass_msun * solar_mass_s);
}

double chirp_cycles(double chirp_mass_msun, double from_hz, double to_hz, double solar_mass_s) {
  const double mu = chirp_mass_msun * solar_mass_s;
  return (math::pow(from_hz, -5.0 / 3) - math::pow(to_hz, -5.0 / 3)) /
         (32 * math::pow(kPi, 8.0 / 3) * math::pow(mu, 5.0 / 3));
}

void sample_chirp(const ChirpSpec& spec, double sampling_rate_hz, double fade_in_s, std::span<double> strain) {
  // Of two equal bodies the total mass is 2^(6/5) chirp masses.
  const double total_s = 2.2973967099940698 * spec.chirp_mass_msun * spec.solar_mass_s;
  const double end_hz = std::min(1 / (3 * std::sqrt(3.0) * kPi * total_s), 0.4 * sampling_rate_hz);
  const double fade_hz = 0.75 * end_hz;
  const NewtonianLaw law(spec);
  // Two samples at a time.
  for (std::size_t j = 0; j < strain.size(); j += 2) {
    const double first = static_cast<double>(j);
    const math::F64x2 times = math::F64x2{first, first + 1} / sampling_rate_hz, taus = law.coalescence_time_s() - times;
    const auto track = law.track_at(taus);
    const math::F64x2 h_plus = law.h_plus(track);
    for (std::size_t lane = 0; lane < 2 && j + lane < strain.size(); ++lane) {
      double& h = strain[j + lane];
      h = 0;
      const double f = track.frequency_hz[lane], t = times[lane];
      if (!(taus[lane] > 0) || f <= 0 || f >= end_hz) continue;
      const double past = (f - fade_hz) / (end_hz - fade_hz);
      h = past <= 0 ? h_plus[lane] : h_plus[lane] * 0.5 * (1 + math::cos(kPi * past));
      if (t < fade_in_s) h *= 0.5 * (1 - math::cos(kPi * t / fade_in_s));
    }
  }
}

}  // namespace lectern::physics
