#pragma once

#include <span>

// The gravitational wave of two bodies that spiral into each other, to lowest (Newtonian) order: the orbit shrinks by
// the energy that its changing quadrupole radiates, so frequency and amplitude rise until the bodies meet.
// Source: Maggiore, Gravitational Waves, vol. 1 (2008), §4.1; Peters, Mathews, Phys. Rev. 131 (1963) 435.
namespace lectern::physics {

constexpr double kSolarMass_s = 4.925490947e-6;    // G M_sun / c³
constexpr double kMegaparsec_s = 1.0292712503e14;  // Mpc / c
constexpr double kStrainUnit = 1e-21;              // strains of this module are in units of it

// (m₁ m₂)^(3/5) / (m₁ + m₂)^(1/5), in the unit of the masses: all that the frequency depends on.
double chirp_mass(double m1, double m2);
double symmetric_mass_ratio(double m1, double m2);

struct ChirpSpec {
  double chirp_mass_msun = 28;
  double distance_mpc = 410;
  double inclination_rad = 0;
  double coalescence_time_s = 0;
  double coalescence_phase_rad = 0;
  double solar_mass_s = kSolarMass_s;
  double megaparsec_s = kMegaparsec_s;
  double strain_unit = kStrainUnit;
};

// With τ the time to coalescence and μ = G M_chirp/c³:
//   f = (1/π) (5/(256 τ))^(3/8) μ^(−5/8),   phase = phase₀ − 2 (τ/(5 μ))^(5/8),
//   h₊ = a (1 + cos² i)/2 cos(phase),   h× = a cos i sin(phase),   a = 4 (μ/D) (π μ f)^(2/3).
// Everything is 0 from the coalescence on. The law itself goes to infinity there; nothing is cut before.
struct ChirpMoment {
  double frequency_hz = 0, phase_rad = 0, amplitude = 0, h_plus = 0, h_cross = 0;
};
ChirpMoment newtonian_chirp(const ChirpSpec& spec, double time_s);

// The time from a frequency to the coalescence, (5/256) μ^(−5/3) (π f)^(−8/3), and its inverse: the chirp mass of a
// wave that has frequency f a time τ before the coalescence.
double time_to_coalescence_s(double chirp_mass_msun, double frequency_hz, double solar_mass_s = kSolarMass_s);
double chirp_mass_from_track(double frequency_hz, double time_to_coalescence_s, double solar_mass_s = kSolarMass_s);

// Of the innermost stable circular orbit of a test body around the total mass, and the cycles from f to f_end.
double isco_frequency_hz(double total_mass_msun, double solar_mass_s = kSolarMass_s);
double chirp_cycles(double chirp_mass_msun, double from_hz, double to_hz, double solar_mass_s = kSolarMass_s);

// h₊ of two equal bodies, sampled at j/rate: the Newtonian chirp carried on to the light ring (of a test body around
// the total mass, 1/(3^(3/2) π M), at most 0.4 of the sampling rate), before which it fades out over a factor 0.75 in
// frequency. Near the merger this is a caricature: real templates are matched to numerical relativity. It fades in
// during the first so many seconds, so that a long chirp does not begin with a jump.
// strain  overwritten
void sample_chirp(const ChirpSpec& spec, double sampling_rate_hz, double fade_in_s, std::span<double> strain);

}  // namespace lectern::physics
