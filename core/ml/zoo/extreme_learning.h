#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/ml/nn/activation.h"

namespace lectern::zoo {

// A random hidden layer that is never trained, and a linear output solved for at once: H = a(X Wᵀ + b), ŷ = H β.
// Source: Huang, Zhu, Siew, Neurocomputing 70 (2006) 489.
class ExtremeLearner {
 public:
  ExtremeLearner() = default;
  // W  K × d, b  K
  ExtremeLearner(Matrix<double> W, std::vector<double> b, nn::ActivationKind activation);
  // Weights and biases drawn from N(0, scale²).
  static ExtremeLearner random(std::ptrdiff_t inputs, std::ptrdiff_t hidden, double scale, Rng& rng);

  // β = (HᵀH + ridge)⁻¹ Hᵀ Y; ridge 0: the solution of smallest norm.   X  n × d, Y  n × O
  void fit(ConstMatrixView<double> X, ConstMatrixView<double> Y, double ridge);
  Matrix<double> hidden(ConstMatrixView<double> X) const;   // n × K
  Matrix<double> predict(ConstMatrixView<double> X) const;  // n × O
  const Matrix<double>& output() const { return beta_; }    // K × O

  auto state() const { return std::tie(W_, b_, beta_); }

 private:
  Matrix<double> W_, beta_;
  std::vector<double> b_;
  nn::ActivationKind activation_ = nn::ActivationKind::tanh;
};

// (ZᵀZ + ridge)⁻¹ Zᵀ Y, constant column and all; ridge 0, or a singular ZᵀZ: the least-squares solution of smallest
// norm. Z  n × p, Y  n × O; the result  p × O
Matrix<double> ridge_output(ConstMatrixView<double> Z, ConstMatrixView<double> Y, double ridge);

}  // namespace lectern::zoo
