#include "core/ml/metrics/classification.h"

namespace lectern::metrics {
namespace {

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

PrecisionRecall from_counts(double hits, double predicted, double actual) {
  PrecisionRecall scores{ratio(hits, predicted), ratio(hits, actual), 0};
  scores.f1 = ratio(2 * hits, predicted + actual);
  return scores;
}

void add_scaled(const PrecisionRecall& from, double factor, PrecisionRecall& to) {
  to.precision += factor * from.precision;
  to.recall += factor * from.recall;
  to.f1 += factor * from.f1;
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
    add_scaled(scores.per_class.back(), 1 / double(classes), scores.macro);
    add_scaled(scores.per_class.back(), ratio(actual[c], total), scores.weighted);
  }
  return scores;
}

}  // namespace lectern::metrics
