#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/math/fourier.h"
#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"

// Random fields of the plane, periodic, on N × N cells, as the large-scale distribution of matter is described:
// Gaussian ones, which their power spectrum describes completely, and others, which it does not.
namespace lectern::physics {

// gaussian    every wave has a random phase
// log_normal  ρ = exp(s g − s²/2) of a Gaussian field g of unit variance, mean 1: peaks rise and troughs are flat
// web         sheets of matter flow together along the slopes of the gravity of a Gaussian field and leave filaments,
//             knots and voids; shown is ln(1 + ρ) of the density ρ, mean 1
enum class FieldLaw { web, log_normal, gaussian };

inline constexpr std::array<Named<FieldLaw>, 3> kFieldLaws{{
    {FieldLaw::web, "web", "Cosmic web"},
    {FieldLaw::log_normal, "log_normal", "Log-normal"},
    {FieldLaw::gaussian, "gaussian", "Gaussian"},
}};

struct RandomFieldSpec {
  FieldLaw law = FieldLaw::web;
  int side = 32;        // N, a power of two
  double slope = 2;     // the power of the Gaussian field falls like k^−slope
  double strength = 1;  // s of the log-normal law; of the web how far matter has flown, in units of 1/32 of the side
                        // times 1.5, root mean square along an axis; unused by the Gaussian law
};

// Fields of one law, one after the other: mean and variance are those of the law or near to 0 and 1, see `standardise`.
// Sources: Coles, Jones, A lognormal model for the cosmological mass distribution, MNRAS 248 (1991) 1; Zel'dovich,
// Gravitational instability, A&A 5 (1970) 84 (the web: matter at rest at q moves to q + ψ(q), ψ = −∇φ, ∇²φ = δ).
class RandomFields {
 public:
  explicit RandomFields(const RandomFieldSpec& spec);

  // field  N², row by row, overwritten
  void draw(Rng& rng, std::span<float> field);

 private:
  // The waves of a Gaussian field of unit variance on `fine_`.
  void draw_waves(Rng& rng);
  void draw_web(std::span<float> field);

  RandomFieldSpec spec_;
  math::PlanarFourier fine_;  // on which a Gaussian field is drawn: of the web, twice as fine
  std::vector<double> amplitude_;
  std::vector<math::Complex> waves_, flow_;
  std::vector<double> density_;
};

// Takes the mean of all numbers away and divides by their standard deviation.   fields  n × N², at least two numbers
struct FieldScale {
  double mean = 0, deviation = 1;
};
FieldScale standardise(MatrixView<float> fields);

// The field with the same amplitude of every wave and random phases: its power spectrum is the same, and all else that
// it said is gone.   field, result  N² each; may be the same
void randomise_phases(const math::PlanarFourier& fourier, std::span<const float> field, Rng& rng,
                      std::span<float> result);

}  // namespace lectern::physics
