#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::linear {

// The samples tested in each fold; those not named are trained on.
using Folds = std::vector<std::vector<int>>;

// 0 … n − 1 dealt into `count` folds whose sizes differ by one at most, in random order.
Folds random_folds(int n, int count, Rng& rng);

// Learns from (X n × d, y n) and predicts for X_test (m × d): m values.
using FitAndPredict =
    std::function<std::vector<double>(ConstMatrixView<double> X, std::span<const double> y, ConstMatrixView<double> X_test)>;

struct CrossValidation {
  std::vector<double> predictions;  // n: of each sample by the model that did not see it
  std::vector<double> fold_mse;     // mean squared error
  std::vector<double> fold_r2;      // 1 − Σ(y − ŷ)² / Σ(y − ȳ)² within the fold
  std::vector<double> fold_accuracy;  // share of ŷ = y, for predictions that are class numbers
};

// Trains once a fold on everything else, in index order. Source: Hastie, Tibshirani, Friedman, §7.10.
CrossValidation cross_validate(ConstMatrixView<double> X, std::span<const double> y, const Folds& folds,
                               const FitAndPredict& model);

struct MeanAndSpread {
  double mean = 0;
  double standard_deviation = 0;  // of the population
};
MeanAndSpread mean_and_spread(std::span<const double> values);

}  // namespace lectern::linear
