#pragma once

// A law shaped like the momentum distribution of gluons in the proton, and errors like those of its determination from
// data. Momentum fractions x in (0, 1] and x·g(x) have no unit. The numbers are this project's own: rounded to the
// shape of global fits at Q = 2 GeV, where x·g is about 17 ± 200 % at x = 10⁻⁶ and 3.1 ± 4 % at x = 0.015.
namespace lectern::physics {

inline constexpr double kGluonSmallX = 0.17;            // a: x·g ~ x^−a for x → 0
inline constexpr int kGluonLargeX = 5;                  // b: x·g ~ (1 − x)^b for x → 1
inline constexpr double kGluonMomentumFraction = 0.42;  // ∫₀¹ x g(x) dx

// x·g(x) = N x^−a (1 − x)^b with N such that gluons carry the momentum fraction above:
//   N = 0.42 / B(1 − a, b + 1),   B(1 − a, 6) = 5! / Π_{k=0..5} (1 − a + k).
// x  in (0, 1]; 0 beyond 1
// Source of the form: Gross, Wilczek, Phys. Rev. D 9 (1974) 980; usual since Feynman, Photon-Hadron Interactions
// (1972).
double gluon_momentum_density(double x);

// Standard deviation of a measurement of x·g at x:
//   σ² = [x·g (0.03 + 0.07 (10⁻⁴/x)^0.72)]² + 0.01²
// A few per cent where there are many data, ever larger towards small x, and a floor where x·g vanishes.
double gluon_error(double x);

// Both at once, for little more than one of them.
struct GluonMeasurement {
  double density, error;
};
GluonMeasurement gluon_measurement(double x);

// The splitting function of a gluon into a quark pair, without its factor T_R = 1/2, at ξ in [0, 1]: ξ² + (1 − ξ)².
// Source: Altarelli, Parisi, Nucl. Phys. B 126 (1977) 298, eq. 65.
double gluon_splitting(double xi);

}  // namespace lectern::physics
