#include "core/ml/linear/linear_scores.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::linear {
namespace {

template <typename T>
void scores_of(ConstMatrixView<double> rows, ConstMatrixView<T> X, Matrix<T>& Z) {
  Z.resize(X.rows, rows.rows);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    for (std::ptrdiff_t k = 0; k < rows.rows; ++k) {
      double score = rows(k, 0);
      for (std::ptrdiff_t j = 0; j < X.cols; ++j) score += rows(k, j + 1) * static_cast<double>(X(i, j));
      Z(i, k) = static_cast<T>(score);
    }
  }
}

}  // namespace

void linear_scores(ConstMatrixView<double> rows, ConstMatrixView<double> X, Matrix<double>& Z) {
  scores_of(rows, X, Z);
}
void linear_scores(ConstMatrixView<double> rows, ConstMatrixView<float> X, Matrix<float>& Z) { scores_of(rows, X, Z); }

int winner(std::span<const double> scores) {
  if (scores.size() == 1) return scores[0] > 0 ? 1 : 0;
  return static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

double posterior(std::span<const double> scores, int k) {
  if (scores.size() == 1) return math::sigmoid(scores[0]);
  const double largest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (const double score : scores) sum += math::exp(score - largest);
  return math::exp(scores[static_cast<std::size_t>(k)] - largest) / sum;
}

double log_odds(std::span<const double> scores, int k) {
  const auto own = static_cast<std::size_t>(k);
  double largest = -INFINITY, sum = 0;
  for (std::size_t j = 0; j < scores.size(); ++j)
    if (j != own) largest = std::max(largest, scores[j]);
  for (std::size_t j = 0; j < scores.size(); ++j)
    if (j != own) sum += math::exp(scores[j] - largest);
  return scores[own] - largest - math::log(sum);
}

void count_mistakes(ConstMatrixView<double> rows, ConstMatrixView<double> X, std::span<const int> labels,
                    std::span<int> counts) {
  Matrix<double> Z;
  linear_scores(rows, X, Z);
  std::fill(counts.begin(), counts.end(), 0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double* scores = Z.row(static_cast<std::ptrdiff_t>(i));
    const bool is_mistake = winner({scores, static_cast<std::size_t>(rows.rows)}) != labels[i];
    counts[static_cast<std::size_t>(labels[i])] += is_mistake ? 1 : 0;
  }
}

}  // namespace lectern::linear
