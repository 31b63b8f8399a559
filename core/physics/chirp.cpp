#include "core/physics/chirp.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

constexpr double kPi = 3.14159265358979323846;

double eighth_root(double x) { return std::sqrt(std::sqrt(std::sqrt(x))); }

double fifth_power(double x) { return x * x * x * x * x; }

// The law of one wave, with what does not depend on time computed once.
class NewtonianLaw {
 public:
  explicit NewtonianLaw(const ChirpSpec& spec)
      : spec_(spec),
        mu_(spec.chirp_mass_msun * spec.solar_mass_s),
        slowness_(kPi * fifth_power(eighth_root(mu_))),
        size_(4 * (mu_ / (spec.distance_mpc * spec.megaparsec_s))),
        cos_i_(math::cos(spec.inclination_rad)) {}

  // Inline: what the caller does not read is not computed.
  ChirpMoment at(double time_s) const {
    const double tau = spec_.coalescence_time_s - time_s;
    if (!(tau > 0)) return {};
    ChirpMoment moment;
    const double rise = eighth_root(5 / (256 * tau));
    moment.frequency_hz = rise * rise * rise / slowness_;
    moment.phase_rad = spec_.coalescence_phase_rad - 2 * fifth_power(eighth_root(tau / (5 * mu_)));
    // (π μ f)^(2/3) = (5 μ/(256 τ))^(1/4)
    moment.amplitude = size_ * std::sqrt(std::sqrt(5 * mu_ / (256 * tau))) / spec_.strain_unit;
    moment.h_plus = moment.amplitude * (1 + cos_i_ * cos_i_) / 2 * math::cos(moment.phase_rad);
    moment.h_cross = moment.amplitude * cos_i_ * math::sin(moment.phase_rad);
    return moment;
  }

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
  for (std::size_t j = 0; j < strain.size(); ++j) {
    const double t = static_cast<double>(j) / sampling_rate_hz;
    const ChirpMoment moment = law.at(t);
    strain[j] = 0;
    if (moment.frequency_hz <= 0 || moment.frequency_hz >= end_hz) continue;
    const double past = (moment.frequency_hz - fade_hz) / (end_hz - fade_hz);
    strain[j] = past <= 0 ? moment.h_plus : moment.h_plus * 0.5 * (1 + math::cos(kPi * past));
    if (t < fade_in_s) strain[j] *= 0.5 * (1 - math::cos(kPi * t / fade_in_s));
  }
}

}  // namespace lectern::physics
