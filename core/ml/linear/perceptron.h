#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::linear {

// Rosenblatt's perceptron: f(x) = sign(w·x + b) with labels ±1, one visit at a time.
class Perceptron {
 public:
  Perceptron(std::span<const double> w, double b, double eta) : w_(w.begin(), w.end()), b_(b), eta_(eta) {}

  // If y (w·x + b) ≤ 0: w ← w + η y x, b ← b + η y. Returns whether it did.
  bool visit(std::span<const double> x, int y);

  double score(std::span<const double> x) const;
  int predict(std::span<const double> x) const { return score(x) > 0 ? 1 : -1; }

  std::span<const double> weights() const { return w_; }
  double bias() const { return b_; }
  double eta() const { return eta_; }

  auto state() const { return std::tie(w_, b_, eta_); }

 private:
  std::vector<double> w_;
  double b_;
  double eta_;
};

// How many of the samples a visit would answer with an update: y (w·x + b) ≤ 0.   X  n × d, y  n labels ±1
std::ptrdiff_t count_errors(const Perceptron& perceptron, ConstMatrixView<double> X, std::span<const int> y);

// How many updates a perceptron can at most make on separable data, whatever the order of the visits.
//   k ≤ (R/γ)² + 2|v₀|/(ηγ)
// radius  R: every |(x, 1)| ≤ R;  margin  γ > 0: some unit vector u has y u·(x, 1) ≥ γ for every sample
// start   |v₀| of v₀ = (w, b) before the first update
// Source: Novikoff, On convergence proofs on perceptrons (1962); for v₀ ≠ 0 the same two estimates,
// u·v_k ≥ kηγ - |v₀| and |v_k|² ≤ |v₀|² + kη²R², give the second term.
double novikoff_bound(double radius, double margin, double start, double eta);

}  // namespace lectern::linear
