#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::density {

// Densities ρ(x) = exp(−U(x))/Z with modes that are hard to leave, whose Z is known.
//   double_well  U = B ((x₁/a)² − 1)² − t/2 · x₁/a + Σ_{i≥2} k/2 (x_i ± c ((x₁/a)² − 1))², k = 6, c = 1: two wells, at
//                x₁ = ±a, bent in opposite ways by the other coordinates; any dimension
//   ring         Gaussians on a ring of radius a, weighted by exp(t/2 · x₁/a), of the deviation that makes the way from
//                one to the next about as high as B; two dimensions
//   chain        U = Σ_i [J/2 (φ_{i+1} − φ_i)² + B/d ((φ_i/a)² − 1)² − t/(2d) · φ_i/a], J = 2, closed to a ring: all d
//                sites together are near +a or −a (a φ⁴ field on a lattice)
// B: how high the barrier is; t: by how much the right is lower than the left.
enum class EnergyKind { double_well, ring, chain };

struct EnergySpec {
  EnergyKind kind = EnergyKind::double_well;
  int dimension = 2;
  int modes = 8;     // of the ring
  double place = 2;  // a
  double barrier = 6;
  double tilt = 1.5;
};

class MultimodalEnergy {
 public:
  explicit MultimodalEnergy(const EnergySpec& spec);

  int dimension() const { return spec_.dimension; }
  const EnergySpec& spec() const { return spec_; }

  // U(x).
  // x         d
  // gradient  d, overwritten with ∇U; null: not wanted
  double energy(const double* x, double* gradient = nullptr) const;

  // log Z; the ring's 0. Double wells by quadrature over x₁, chains by their transfer matrix on a grid.
  double log_normalisation() const { return log_z_; }

  // Which share of x is on the right: of a chain the sites with φ > 0; else 1 where x₁ > 0, and 0 elsewhere.
  double right_share(const double* x) const;
  // Its mean under ρ.
  double right_probability() const { return right_; }
  // The quantity by which modes differ: x₁, or of a chain the mean of its sites.
  double order(const double* x) const;

  // Modes, by their number: of wells and chains 0 is left, 1 right; of the ring they are counted from the right end,
  // against the clock.
  int modes() const { return spec_.kind == EnergyKind::ring ? spec_.modes : 2; }
  int leftmost_mode() const { return spec_.kind == EnergyKind::ring ? spec_.modes / 2 : 0; }
  // x  d, overwritten with the place of a mode
  void mode(int number, double* x) const;
  // The point that is shown at (a, b) in the plane of x₁ and x₂ (of a chain: site 1 and the site opposite), with likely
  // other coordinates.
  void lift(double a, double b, double* x) const;
  // Which coordinate is the second of that plane.
  int opposite() const { return spec_.kind == EnergyKind::chain ? spec_.dimension / 2 : 1; }

  // The density of one coordinate, x₁ or a site, at `axis()`; and of the two of the plane, of a chain on axis() ×
  // axis().
  const std::vector<double>& axis() const { return axis_; }
  const std::vector<double>& marginal() const { return marginal_; }
  double plane_density(double a, double b) const;

  auto state() const { return std::tie(centres_, weights_, axis_, marginal_, plane_); }

 private:
  double well(double x) const;  // U of x₁ alone, or of one site without its neighbours
  double ring_energy(const double* x, double* gradient) const;
  double ring_marginal(double x) const;
  double chain_energy(const double* x, double* gradient) const;
  void tabulate_line();
  void tabulate_chain();

  EnergySpec spec_;
  double sigma_ = 0;                       // of the ring's Gaussians
  std::vector<double> centres_, weights_;  // of the ring: modes × 2, modes
  double log_z_ = 0, right_ = 0;
  std::vector<double> axis_, marginal_;
  Matrix<double> plane_;  // of a chain: the joint density of site 1 and the site opposite, axis × axis
};

// Local moves: Langevin steps of size h, each accepted or refused by Metropolis' rule,
//   x' = x − h ∇U(x) + √(2h) ξ,  ξ normal;
// where the step is small nearly all are accepted, and none crosses a high barrier. Returns how many were accepted.
// x  d ≤ 64, overwritten
// Source: Roberts, Tweedie, Bernoulli 2 (1996).
int langevin_moves(const MultimodalEnergy& energy, double h, int moves, Rng& rng, double* x);

}  // namespace lectern::density
