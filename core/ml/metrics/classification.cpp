#include "core/ml/metrics/classification.h"

#include <cmath>

namespace lectern::metrics {
namespace {

double ratio(double part, double whole) { return whole > 0 ? part / whole : NAN; }

PrecisionRecall from_counts(double hits, double predicted, double actual) {
  PrecisionRecall scores{ratio(hits, predicted), ratio(hits, actual), 0};
  scores.f1 = ratio(2 * hits, predicted + actual);
  return scores;
}

// The mean of one score over the classes of which it is known.   weights  K
double known_mean(std::span<const PrecisionRecall> classes, double PrecisionRecall::*score,
                  std::span<const double> weights) {
  double sum = 0, total = 0;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    if (std::isnan(classes[k].*score) || !(weights[k] > 0)) continue;
    sum += weights[k] * classes[k].*score;
    total += weights[k];
  }
  return ratio(sum, total);
}

PrecisionRecall known_means(std::span<const PrecisionRecall> classes, std::span<const double> weights) {
  const auto mean = [&](double PrecisionRecall::*score) { return known_mean(classes, score, weights); };
  return {mean(&PrecisionRecall::precision), mean(&PrecisionRecall::recall), mean(&PrecisionRecall::f1)};
}

}  // namespace

Matrix<double> confusion_matrix(std::span<const std::int32_t> truth, std::span<const std::int32_t> predicted,
                                std::int32_t classes, std::span<const double> weights) {
  Matrix<double> confusion(classes, classes);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    confusion(truth[i], predicted[i]) += weights.empty() ? 1 : weights[i];
  }
  return confusion;
}

ClassificationScores classification_scores(ConstMatrixView<double> confusion) {
  const std::ptrdiff_t classes = confusion.rows;
  std::vector<double> actual(std::size_t(classes), 0.0), predicted(std::size_t(classes), 0.0);
  double total = 0, hits = 0;
  for (std::ptrdiff_t i = 0; i < classes; ++i) {
    for (std::ptrdiff_t j = 0; j < classes; ++j) {
      actual[std::size_t(i)] += confusion(i, j);
      predicted[std::size_t(j)] += confusion(i, j);
      total += confusion(i, j);
    }
    hits += confusion(i, i);
  }
  ClassificationScores scores;
  scores.accuracy = ratio(hits, total);
  scores.zero_one_loss = 1 - scores.accuracy;
  scores.micro = from_counts(hits, total, total);
  for (std::ptrdiff_t k = 0; k < classes; ++k) {
    const std::size_t c = std::size_t(k);
    scores.per_class.push_back(from_counts(confusion(k, k), predicted[c], actual[c]));
  }
  scores.macro = known_means(scores.per_class, std::vector<double>(scores.per_class.size(), 1.0));
  scores.weighted = known_means(scores.per_class, actual);
  return scores;
}

}  // namespace lectern::metrics
