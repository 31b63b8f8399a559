#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::generative {

// A Boltzmann machine of one real visible unit v and N hidden units h that are integers, the Riemann–Theta machine in
// one dimension:
//   p(v, h) = exp(−E(v, h)) / Z,   E(v, h) = ½ T v² + ½ h Q h + v W·h + B_h·h + B_v v.
// Completing the square in v, p(v) = Σ_h w(h) N(v; m + u·h, 1/T) with w(h) ∝ exp(−½ h A h − a·h): a sum of Gaussians of
// one width whose centres lie on a lattice and whose weights are a discrete Gaussian law. Here
//   W = −T u,   B_v = −T m,   Q = A + T u uᵀ,   B_h = a + T m u.
// Over all integers the sums are theta functions; here |h_k| ≤ reach(), beyond which little is left of w, as A is
// bounded below and starts with eigenvalues above 1. Source: Krefl, Carrazza, Haghighat, Kahlen, Riemann–Theta
// Boltzmann machine, Neurocomputing 388 (2020) 334.
class RiemannThetaDensity {
 public:
  static constexpr int kMostHidden = 3;

  // Starts with m at `mean`, u about as long as the `deviation` of the data, and T of a Gaussian half as wide.
  RiemannThetaDensity(int hidden, double mean, double deviation, Rng rng);

  int hidden() const { return hidden_; }
  int reach() const { return hidden_ == 1 ? 20 : hidden_ == 2 ? 6 : 3; }

  // What is learned: m, u (N), log T, log(L_kk − 0.35) (N), L below its diagonal (row by row), a (N), where A = L Lᵀ.
  std::span<double> parameters() { return parameters_; }
  std::span<const double> parameters() const { return parameters_; }

  // The terms of the energy.
  double T() const;
  double B_v() const;
  std::vector<double> W() const, B_h() const;  // N
  Matrix<double> Q() const;                    // N × N

  // The Gaussians: integers (S × N), centres and weights (S each, Σ weights = 1).
  struct Lattice {
    Matrix<double> integers;
    std::vector<double> centres, weights;
  };
  Lattice lattice() const;

  // out  n  overwritten with log p(v)
  void log_density(std::span<const double> v, std::span<double> out) const;
  // The mean of log p over v; gradient overwritten with its derivative by each parameter.
  // The learning rule of every Boltzmann machine: averages of −∂E with v held at the data less those of the model.
  double likelihood_gradient(std::span<const double> v, std::span<double> gradient) const;

  auto state() const { return std::tie(hidden_, parameters_); }

 private:
  double m() const { return parameters_[0]; }
  double u(int k) const { return parameters_[static_cast<std::size_t>(1 + k)]; }
  double a(int k) const { return parameters_[parameters_.size() - static_cast<std::size_t>(hidden_ - k)]; }
  Matrix<double> L() const;
  Matrix<double> A() const;

  int hidden_;
  std::vector<double> parameters_;
};

}  // namespace lectern::generative
