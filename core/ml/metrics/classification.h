#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::metrics {

// Everywhere in this room sample weights are optional (an empty span counts every sample once), and a measure that
// does not exist, a fraction of nothing for example, is NaN: not known.

// How often (in total weight) class i (row) was predicted as class j (column).
// truth, predicted  n labels in [0, classes);  weights  n values or none
// Source: Fawcett, An introduction to ROC analysis (2006), §2.
Matrix<double> confusion_matrix(std::span<const std::int32_t> truth, std::span<const std::int32_t> predicted,
                                std::int32_t classes, std::span<const double> weights = {});

// Precision, recall and their harmonic mean F1; NaN where the denominator is 0: precision of a class that is never
// predicted, recall of one that does not occur.
struct PrecisionRecall {
  double precision = 0;
  double recall = 0;
  double f1 = 0;

  auto state() const { return std::tie(precision, recall, f1); }
};

struct ClassificationScores {
  double accuracy = 0;
  double zero_one_loss = 0;                // 1 - accuracy
  std::vector<PrecisionRecall> per_class;  // one against the rest
  PrecisionRecall macro;                   // mean over the classes of which it is known
  PrecisionRecall micro;                   // of the pooled counts
  PrecisionRecall weighted;                // the same, by the weight of each true class

  auto state() const { return std::tie(accuracy, per_class, macro, micro, weighted); }
};

// All scores of a confusion matrix.
//   precision_k = C_kk / Σ_i C_ik;  recall_k = C_kk / Σ_j C_kj;  F1 = 2PR/(P+R)
// confusion  K × K, rows true, columns predicted, entries ≥ 0
// Source: Sokolova, Lapalme, A systematic analysis of performance measures (2009).
ClassificationScores classification_scores(ConstMatrixView<double> confusion);

}  // namespace lectern::metrics
