#include "core/ml/nn/output_code.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/math/elementary.h"

namespace lectern::nn {
namespace {

float cut_to_unit(float value) { return std::min(std::max(value, 0.0f), 1.0f); }

// The posterior of the winning class.
float largest_softmax(const float* scores, int count) {
  const float largest = *std::max_element(scores, scores + count);
  float sum = 0;
  for (int k = 0; k < count; ++k) sum += math::exp(scores[k] - largest);
  return 1 / sum;
}

float lead(const float* scores, int count, int winner) {
  float second = -INFINITY;
  for (int k = 0; k < count; ++k)
    if (k != winner) second = std::max(second, scores[k]);
  return scores[winner] - second;
}

double coefficient_of_determination(ConstMatrixView<float> scores, ConstMatrixView<float> targets) {
  double mean = 0;
  for (std::ptrdiff_t i = 0; i < targets.rows; ++i) mean += static_cast<double>(targets(i, 0));
  mean /= static_cast<double>(targets.rows);
  double residual = 0, total = 0;
  for (std::ptrdiff_t i = 0; i < targets.rows; ++i) {
    const double target = static_cast<double>(targets(i, 0));
    const double error = static_cast<double>(scores(i, 0)) - target;
    residual += error * error;
    total += (target - mean) * (target - mean);
  }
  return total > 0 ? 1 - residual / total : NAN;
}

}  // namespace

void OutputCode::encode(std::span<const int> labels, Matrix<float>& targets) const {
  const float other = objective_ == Objective::cross_entropy ? 0.0f : -1.0f;
  targets.resize(static_cast<std::ptrdiff_t>(labels.size()), outputs());
  targets.fill(other);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    float* row = targets.row(static_cast<std::ptrdiff_t>(i));
    if (outputs() > 1)
      row[labels[i]] = 1;
    else if (labels[i] == 1)
      row[0] = 1;
  }
}

Loss OutputCode::loss() const {
  Loss loss;
  switch (objective_) {
    case Objective::cross_entropy:
      loss.kind = outputs() > 1 ? LossKind::softmax_cross_entropy : LossKind::bce_with_logits;
      break;
    case Objective::squared: loss.kind = LossKind::mse; break;
    case Objective::absolute: loss.kind = LossKind::mae; break;
    case Objective::hinge: loss.kind = LossKind::hinge; break;
  }
  return loss;
}

double OutputCode::cost(ConstMatrixView<float> scores, ConstMatrixView<float> targets,
                        MatrixView<float> d_scores) const {
  return loss_and_gradient<float>(loss(), scores, targets, d_scores);
}

int OutputCode::decide(const float* scores) const {
  if (outputs() == 1) return scores[0] > 0 ? 1 : 0;
  return static_cast<int>(std::max_element(scores, scores + classes_) - scores);
}

float OutputCode::confidence(const float* scores) const {
  if (outputs() == 1) {
    const float score = std::fabs(scores[0]);
    return cut_to_unit(objective_ == Objective::cross_entropy ? math::tanh(0.5f * score) : score);
  }
  if (objective_ != Objective::cross_entropy) return cut_to_unit(0.5f * lead(scores, classes_, decide(scores)));
  const float guess = 1.0f / static_cast<float>(classes_);
  return cut_to_unit((largest_softmax(scores, classes_) - guess) / (1 - guess));
}

double OutputCode::agreement(ConstMatrixView<float> scores, ConstMatrixView<float> targets) const {
  if (scores.rows == 0) return NAN;
  if (!is_classification()) return coefficient_of_determination(scores, targets);
  std::ptrdiff_t right = 0;
  for (std::ptrdiff_t i = 0; i < scores.rows; ++i)
    if (decide(scores.row(i)) == decide(targets.row(i))) ++right;
  return static_cast<double>(right) / static_cast<double>(scores.rows);
}

}  // namespace lectern::nn
