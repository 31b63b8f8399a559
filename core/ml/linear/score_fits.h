#pragma once

#include <span>
#include <tuple>

#include "core/math/matrix.h"

// Classifiers as linear scores (core/ml/linear/linear_scores.h), fitted to the optimum.
// X  n × d, labels  n in [0, classes), n ≥ 1, classes ≥ 2
namespace lectern::linear {

// The rows (b, w) of one-against-all least squares (see least_squares_classifier) fitted to ±1: the class itself +1,
// the others -1. For two classes one row, class 1 against class 0.
Matrix<double> least_squares_scores(ConstMatrixView<double> X, std::span<const int> labels, int classes);

struct ScoreFit {
  Matrix<double> rows;
  double cost = 0;  // mean cross-entropy + ½ λ |W|², as of LinearScoreObjective

  auto state() const { return std::tie(rows, cost); }
};

// Logistic regression for two classes, softmax regression for more, by Newton's method.   lambda > 0
ScoreFit logistic_scores(ConstMatrixView<double> X, std::span<const int> labels, int classes, double lambda);

}  // namespace lectern::linear
