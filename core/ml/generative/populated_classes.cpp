#include "core/ml/generative/populated_classes.h"

#include <algorithm>
#include <utility>

namespace lectern::generative {

PopulatedClasses populated_classes(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                                   int least_samples) {
  PopulatedClasses kept;
  std::vector<int> number(static_cast<std::size_t>(classes), -1);
  for (int k = 0; k < classes; ++k) {
    if (std::count(labels.begin(), labels.end(), k) < least_samples) continue;
    number[static_cast<std::size_t>(k)] = static_cast<int>(kept.class_of.size());
    kept.class_of.push_back(k);
  }
  AlignedVector<double> values;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const int k = number[static_cast<std::size_t>(labels[static_cast<std::size_t>(i)])];
    if (k < 0) continue;
    kept.labels.push_back(k);
    values.insert(values.end(), X.row(i), X.row(i) + X.cols);
  }
  kept.X = Matrix<double>(static_cast<std::ptrdiff_t>(kept.labels.size()), X.cols, std::move(values));
  return kept;
}

}  // namespace lectern::generative
