#pragma once

#include <functional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::linear {

// The samples tested in each fold; those not named are trained on.
using Folds = std::vector<std::vector<int>>;

// 0 … n − 1 dealt into `count` folds whose sizes differ by one at most, in random order.
Folds random_folds(int n, int count, Rng& rng);

// Learns from (X n × d, y n) and predicts for X_test (m × d): m values.
using FitAndPredict = std::function<std::vector<double>(ConstMatrixView<double> X, std::span<const double> y,
                                                        ConstMatrixView<double> X_test)>;

// What a model does on the fold it did not see.
struct FoldTest {
  std::vector<double> predictions;  // of the samples of the fold, in its order
  double mse = 0;                   // mean squared error
  double r2 = 0;                    // 1 − Σ(y − ŷ)² / Σ(y − ȳ)² within the fold
  double accuracy = 0;              // share of ŷ = y, for predictions that are class numbers

  auto state() const { return std::tie(predictions, mse, r2, accuracy); }
};

// Trains on all samples but those of the fold, in index order, and tests on the fold.
FoldTest test_fold(ConstMatrixView<double> X, std::span<const double> y, std::span<const int> fold,
                   const FitAndPredict& model);

struct CrossValidation {
  std::vector<double> predictions;  // n: of each sample by the model that did not see it
  std::vector<double> fold_mse;     // of each fold, as in FoldTest
  std::vector<double> fold_r2;
  std::vector<double> fold_accuracy;

  auto state() const { return std::tie(predictions, fold_mse, fold_r2, fold_accuracy); }
};

// Each fold tested once. Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.10.
CrossValidation cross_validate(ConstMatrixView<double> X, std::span<const double> y, const Folds& folds,
                               const FitAndPredict& model);

struct MeanAndSpread {
  double mean = 0;
  double standard_deviation = 0;  // of the population

  auto state() const { return std::tie(mean, standard_deviation); }
};
MeanAndSpread mean_and_spread(std::span<const double> values);

}  // namespace lectern::linear
