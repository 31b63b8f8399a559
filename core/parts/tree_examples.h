#pragma once

#include <span>
#include <vector>

#include "core/ml/trees/decision_tree.h"

namespace lectern {

// Examples that trees learn from or are judged by.
struct TreeExamples {
  Matrix<double> X;         // n × p
  std::vector<int> labels;  // n, for classes
  std::vector<double> y;    // n, for regression
  int classes = 0;

  std::size_t size() const { return static_cast<std::size_t>(X.rows()); }
  std::span<const double> row(std::size_t i) const {
    return {X.row(static_cast<std::ptrdiff_t>(i)), static_cast<std::size_t>(X.cols())};
  }
  trees::TreeTarget target() const {
    trees::TreeTarget target;
    target.labels = labels;
    target.classes = classes;
    target.y = y;
    return target;
  }
  // 1 if misclassified, or the squared error.
  double loss(std::size_t i, double value) const {
    if (classes > 0) return value != static_cast<double>(labels[i]) ? 1 : 0;
    return (value - y[i]) * (value - y[i]);
  }
};

}  // namespace lectern
