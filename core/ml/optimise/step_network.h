#pragma once

#include <span>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/optimise/network_objective.h"

namespace lectern::optimise {

// How many examples a network of steps gets wrong, as a fraction: the 0–1 loss of
//   y = step(b' + Σ_h v_h step(b_h + w_h·x)),  step(z) = 1 where z > 0, else −1
// A piecewise constant function of the weights: its gradient is 0 almost everywhere and leads nowhere.
// The weights are w of every hidden neuron (hidden × d), b (hidden), v (hidden), b'.
// Source: McCulloch, Pitts, Bull. Math. Biophys. 5 (1943) 115.
class StepNetworkObjective final : public PredictingObjective {
 public:
  // X  n × d, n ≥ 1;  labels  n, ±1
  StepNetworkObjective(int hidden, Matrix<double> X, std::vector<double> labels);

  int dimension() const override { return hidden_ * (static_cast<int>(X_.cols()) + 2) + 1; }
  double value(std::span<const double> weights) const override;
  void gradient(std::span<const double> weights, std::span<double> g) const override;
  void hessian(std::span<const double> weights, MatrixView<double> H) const override;
  // Y  n × 1, overwritten with ±1
  void predict(std::span<const double> weights, ConstMatrixView<double> X, MatrixView<double> Y) const override;

 private:
  double answer(std::span<const double> weights, const double* x) const;

  int hidden_;
  Matrix<double> X_;
  std::vector<double> labels_;
};

}  // namespace lectern::optimise
