#pragma once

#include "core/ml/linear/cross_validation.h"

// Classifiers of two classes in the plane, each as a function that learns from (X n × 2, y 0 or 1) and predicts the
// probability of class 1 for the rows of X_test.
namespace lectern {

// The share of class 1 among the k nearest points, or among all where there are fewer.
linear::FitAndPredict neighbour_classes(int k);

// Logistic regression on the products T_a(x₁) T_b(x₂) of Chebyshev polynomials with a + b ≤ order; lambda > 0 is the
// ridge penalty ½ λ |w|² beside the sum of the losses. Inputs about in [−1, 1].
linear::FitAndPredict logistic_classes(int order, double lambda);

// The same features after so many steps of gradient descent from w = 0, without a penalty.
linear::FitAndPredict stopped_logistic_classes(int order, int steps);

// A support vector machine with the kernel exp(−γ|u − v|²): 0 or 1.
linear::FitAndPredict machine_classes(double C, double gamma);

// The class of a model's probability, 0 or 1: its mean squared error is its share of wrong decisions.
linear::FitAndPredict decided(linear::FitAndPredict model);

}  // namespace lectern
