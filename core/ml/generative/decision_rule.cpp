#include "core/ml/generative/decision_rule.h"

namespace lectern::generative {

LeastLoss least_loss(std::span<const double> posterior, ConstMatrixView<double> losses, double cost_of_no_answer) {
  LeastLoss best;
  for (std::ptrdiff_t j = 0; j < losses.cols; ++j) {
    double loss = 0;
    for (std::ptrdiff_t k = 0; k < losses.rows; ++k) loss += losses(k, j) * posterior[static_cast<std::size_t>(k)];
    if (j > 0 && !(loss < best.loss_of_class)) continue;
    best.best_class = static_cast<int>(j);
    best.loss_of_class = loss;
  }
  const bool answers = best.loss_of_class <= cost_of_no_answer;
  best.decision = answers ? best.best_class : -1;
  best.expected_loss = answers ? best.loss_of_class : cost_of_no_answer;
  return best;
}

}  // namespace lectern::generative
