#pragma once

#include <span>

#include "core/math/matrix.h"

// Classes told apart by scores that are linear in the inputs, s_k(x) = b_k + w_k · x, given as rows (b, w) of a
// K × (1 + d) matrix: one row for two classes (class 1 where s > 0), else one a class (the largest score wins).
namespace lectern::linear {

// Z  n × K, resized and overwritten with the scores of n samples X (n × d).
void linear_scores(ConstMatrixView<double> rows, ConstMatrixView<double> X, Matrix<double>& Z);
void linear_scores(ConstMatrixView<double> rows, ConstMatrixView<float> X, Matrix<float>& Z);

// The class that the scores of one sample speak for; of equal ones the first.
int winner(std::span<const double> scores);

// The probability of class k that the scores of one sample stand for where they are log-odds: softmax(z)_k, or of one
// score σ(z), that of class 1 whatever k.
double posterior(std::span<const double> scores, int k);

// The log-odds of class k against all others for scores of that kind, log p_k/(1 - p_k); at least two scores.
double log_odds(std::span<const double> scores, int k);

// How many samples of each class are taken for another.
// labels  n;  counts  one for each class, overwritten
void count_mistakes(ConstMatrixView<double> rows, ConstMatrixView<double> X, std::span<const int> labels,
                    std::span<int> counts);

}  // namespace lectern::linear
