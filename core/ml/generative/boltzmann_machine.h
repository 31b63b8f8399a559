#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::generative {

// A restricted Boltzmann machine of V visible and H hidden binary units,
//   p(v, h) = exp(−E(v, h)) / Z,   E(v, h) = −b·v − c·h − v W h.
// Given one layer the units of the other are independent. v and h are matrices with a state a row.
// Source: Smolensky (1986); Hinton, Neural Computation 14 (2002) 1771; Hinton, A practical guide (2012).
class BoltzmannMachine {
 public:
  BoltzmannMachine() = default;
  // W  V × H, b  V, c  H
  BoltzmannMachine(Matrix<double> W, std::vector<double> b, std::vector<double> c);
  // Weights normal with a standard deviation of 0.01, biases 0.
  static BoltzmannMachine random(std::ptrdiff_t visible, std::ptrdiff_t hidden, Rng& rng);

  std::ptrdiff_t visible() const { return W_.rows(); }
  std::ptrdiff_t hidden() const { return W_.cols(); }
  const Matrix<double>& weights() const { return W_; }
  std::vector<double>& visible_bias() { return b_; }
  const std::vector<double>& visible_bias() const { return b_; }
  const std::vector<double>& hidden_bias() const { return c_; }

  // out  n × H  p(h = 1 | v) = σ(v W + c);  out  n × V  p(v = 1 | h) = σ(h Wᵀ + b); overwritten
  void hidden_probability(ConstMatrixView<double> v, MatrixView<double> out) const;
  void visible_probability(ConstMatrixView<double> h, MatrixView<double> out) const;
  // out  n  overwritten with F(v) = −b·v − Σ_j softplus(c_j + (v W)_j), so that p(v) = exp(−F(v)) / Z
  void free_energy(ConstMatrixView<double> v, std::span<double> out) const;
  double energy(std::span<const double> v, std::span<const double> h) const;

  // One step of contrastive divergence.
  struct Divergence {
    Matrix<double> ph0, h0, pv1, v1, ph1;  // probabilities and samples on the way v → h0 → v1 → ph1
    double reconstruction_error = 0;       // mean of (v − v1)²
  };
  // v  n × V data;  u_h  n × H, u_v  n × V  uniform numbers: a unit is 1 where its number lies below its probability.
  // Each parameter moves by rate · (⟨·⟩_data − ⟨·⟩_one step), with weight decay W ← W − rate·decay·W.
  // way  overwritten
  void contrastive_divergence(ConstMatrixView<double> v, ConstMatrixView<double> u_h, ConstMatrixView<double> u_v,
                              double rate, Divergence& way, double decay = 0);

  auto state() const { return std::tie(W_, b_, c_); }

 private:
  Matrix<double> W_;  // V × H
  std::vector<double> b_, c_;
};

// Everything about a small machine, by going through all 2^V visible states; V ≤ 20.
struct ExactMachine {
  double log_partition = 0;                   // log Z
  std::vector<double> visible_probabilities;  // 2^V; state s has v_k = (s >> k) & 1
  std::vector<double> visible_mean;           // V
  std::vector<double> hidden_mean;            // H
  Matrix<double> correlation;                 // V × H  ⟨v h⟩ of the model
};
ExactMachine enumerate_states(const BoltzmannMachine& machine);

// The gradient of the mean log-likelihood of data v, n × V: averages over the data minus averages over the model.
struct MachineGradient {
  Matrix<double> W;
  std::vector<double> b, c;
};
MachineGradient likelihood_gradient(const BoltzmannMachine& machine, const ExactMachine& exact,
                                    ConstMatrixView<double> v);

}  // namespace lectern::generative
