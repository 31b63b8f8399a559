#pragma once

#include <span>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/linear/least_squares.h"

namespace lectern::linear {

struct LogisticOptions {
  double lambda = 1;                  // ½ λ |w|² is added; intercepts are not penalised. λ = 1/C of other libraries
  double gradient_tolerance = 1e-12;  // relative to the gradient at w = 0
  int maximum_iterations = 200;
};

struct LogisticFit {
  LinearModel model;       // log-odds of class 1: f = X w + b
  double objective = 0;    // Σ log(1 + exp(−t f)) + ½ λ |w|², t = 2y − 1
  bool converged = false;  // false: separable data without a penalty, or too few iterations
  int iterations = 0;
};

// Two classes, to the optimum by Newton's method (iteratively reweighted least squares) with a line search.
// X  n × d, labels  n in {0, 1}.   Source: Hastie, Tibshirani, Friedman, §4.4.1.
LogisticFit logistic_regression(ConstMatrixView<double> X, std::span<const int> labels, const LogisticOptions& options);

// The same model after so many steps of gradient descent on the mean loss from w = 0, b = 0: stopped early, it is
// smoother than the optimum. Stable for rate ≤ 8/λ_max, λ_max the largest eigenvalue of [1 X]ᵀ[1 X]/n. X  n × d, labels
// n in {0, 1}
LinearModel logistic_descent(ConstMatrixView<double> X, std::span<const int> labels, double rate, int steps);

struct SoftmaxFit {
  Matrix<double> coefficients;     // classes × d
  std::vector<double> intercepts;  // classes, summing to zero
  double objective = 0;            // Σ −log softmax(W x + b)_y + ½ λ |W|²
  bool converged = false;
  int iterations = 0;
};

// K classes with one row of weights each (over-parametrised), to the optimum by Newton's method.
// X  n × d, labels  n in [0, classes).   Source: Bishop (2006), §4.3.4.
SoftmaxFit softmax_regression(ConstMatrixView<double> X, std::span<const int> labels, int classes,
                              const LogisticOptions& options);

// P  m × classes, overwritten with softmax(X Wᵀ + b), row by row.
void softmax_probabilities(const SoftmaxFit& fit, ConstMatrixView<double> X, MatrixView<double> P);

}  // namespace lectern::linear
