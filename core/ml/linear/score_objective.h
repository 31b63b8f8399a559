#pragma once

#include <span>

#include "core/math/matrix.h"
#include "core/ml/nn/output_code.h"
#include "core/ml/optimise/objective.h"

namespace lectern::linear {

// What linear scores of labelled samples cost, as a function of their weights.
//   E(Θ) = loss([1 X] Θᵀ, targets) + ½ λ |W|²
// Θ holds code.outputs() rows (b_k, w_k), one after the other (see linear_scores.h); W is Θ without the intercepts b.
// The loss is the mean that `code` stands for: cross-entropy (logistic or softmax regression), squared error or hinge.
class LinearScoreObjective final : public optimise::Objective {
 public:
  // X  n × d, labels  n in [0, code.classes()), both copied; n = 0: E is the penalty alone
  LinearScoreObjective(ConstMatrixView<double> X, std::span<const int> labels, const nn::OutputCode& code,
                       double lambda);

  int dimension() const override { return outputs() * width(); }
  double value(std::span<const double> theta) const override;
  void gradient(std::span<const double> theta, std::span<double> g) const override;
  // 0 for hinge but for the penalty, as almost everywhere.
  void hessian(std::span<const double> theta, MatrixView<double> H) const override;

  // A number that no eigenvalue of the Hessian exceeds, whatever Θ: gradient descent with η < 2 / that comes down.
  //   c λ_max([1 X]ᵀ[1 X]/n) + λ,  c = 1/4 logistic, 1/2 softmax, 2/outputs squared, 0 hinge
  // Source: Böhning, Multinomial logistic regression algorithm, Ann. Inst. Stat. Math. 44 (1992) 197.
  double curvature_bound() const;

 private:
  int outputs() const { return code_.outputs(); }
  int width() const { return static_cast<int>(A_.cols()); }
  Matrix<double> scores(std::span<const double> theta) const;
  // Of sample i with scores z: W  outputs × outputs, overwritten with the second derivatives by its scores.
  void curvature(const double* z, MatrixView<double> W) const;

  Matrix<double> A_;  // n × (1 + d): [1 X]
  Matrix<double> T_;  // n × outputs
  nn::OutputCode code_;
  double lambda_;
};

}  // namespace lectern::linear
