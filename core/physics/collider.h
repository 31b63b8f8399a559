#pragma once

#include <array>
#include <tuple>

#include "core/math/four_momentum.h"
#include "core/math/rng.h"

// Pairs of jets at a hadron collider, as a detector measures them: a heavy resonance on a falling continuum.
// Units: c = 1, so that energies, momenta and masses are in GeV. The beam is the z axis.
namespace lectern::physics {

using math::FourMomentum;  // in GeV

// p_x = p_T cos φ, p_y = p_T sin φ, p_z = p_T sinh η, E = √(p² + m²)
FourMomentum four_momentum(double transverse_gev, double pseudorapidity, double azimuth, double mass_gev);

// A vector given in the rest frame of `frame` (of mass > 0), seen from where `frame` has its momentum.
//   E' = (E_f E + p_f·p)/M;  p' = p + p_f ((p_f·p)/(M (E_f + M)) + E/M)
FourMomentum boosted(const FourMomentum& at_rest, const FourMomentum& frame);

// The momentum of both products in the rest frame of a decay:
//   p* = √((M² − (m₁ + m₂)²)(M² − (m₁ − m₂)²))/(2M), M ≥ m₁ + m₂
// Source: Particle Data Group, Review of Particle Physics, Kinematics, eq. for two-body decays.
double decay_momentum_gev(double mass_gev, double first_mass_gev, double second_mass_gev);

// The two products of mass 0 of a parent; the first flies at polar angle θ*, azimuth φ* in the parent's rest frame.
std::array<FourMomentum, 2> two_body_decay(const FourMomentum& parent, double cosine, double azimuth);

// The laws, simplified, not those of an experiment.
//   mass of the pair   signal: the resonance, whose natural width is far below the resolution; background: a falling
//                      exponential e^{−m/60 GeV} between 50 and 300 GeV
//   p_T of the pair    Gamma(2) of mean 80 GeV (signal) or 60 GeV (background)
//   rapidity           normal, of deviation 1, for both
//   angle of decay     signal: even in cos θ*, as for a particle without spin; background: even in the rapidity
//                      difference y₁ − y₂ = 2 artanh cos θ*, as for the exchange of a light particle; both |cos θ*| <
//                      tanh 1.5
//   detector           each energy is multiplied by 1 + resolution · normal, at least 0.05; directions are exact
//   selection          both jets have p_T > 20 GeV and |η| < 2.5 as measured
//   trigger            keeps an event with probability 1/(1 + exp(−(p_T1 − 50 GeV)/10 GeV)), p_T1 of the harder jet as
//                      measured: the same for signal and background, so it leaves their likelihood ratio alone
struct DijetLaw {
  double resonance_mass_gev = 125;
  double resolution = 0.1;  // σ(E)/E of a jet
};

inline constexpr double kLeastContinuumMass_gev = 50, kLargestContinuumMass_gev = 300, kContinuumScale_gev = 60;
inline constexpr double kLeastJet_gev = 20, kLargestPseudorapidity = 2.5, kLargestDecayRapidity = 1.5;

// Without masses the pair has m² = 2 p_T1 p_T2 (cosh(η₁ − η₂) − cos(φ₁ − φ₂)), so that σ(m)/m = resolution/√2 to first
// order.
struct Dijet {
  std::array<FourMomentum, 2> jets;  // as measured, the harder one in p_T first
  FourMomentum parent;               // as generated
  double trigger = 1;                // the probability to be kept
  auto state() const { return std::tie(jets, parent, trigger); }
};

// One event that passes the selection.
Dijet draw_dijet(const DijetLaw& law, bool is_signal, Rng& rng);

// What the trigger keeps.
double trigger_efficiency(double hardest_gev);

}  // namespace lectern::physics
