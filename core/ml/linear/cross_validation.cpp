#include "core/ml/linear/cross_validation.h"

#include <cmath>
#include <numeric>

namespace lectern::linear {
namespace {

struct Rows {
  Matrix<double> X;
  std::vector<double> y;
};

Rows take(ConstMatrixView<double> X, std::span<const double> y, std::span<const int> indices) {
  Rows rows{Matrix<double>(static_cast<std::ptrdiff_t>(indices.size()), X.cols), {}};
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const double* from = X.row(indices[i]);
    std::copy(from, from + X.cols, rows.X.row(static_cast<std::ptrdiff_t>(i)));
    rows.y.push_back(y[static_cast<std::size_t>(indices[i])]);
  }
  return rows;
}

std::vector<int> all_but(std::span<const int> left_out, int n) {
  std::vector<bool> is_left_out(static_cast<std::size_t>(n), false);
  for (int i : left_out) is_left_out[static_cast<std::size_t>(i)] = true;
  std::vector<int> rest;
  for (int i = 0; i < n; ++i) {
    if (!is_left_out[static_cast<std::size_t>(i)]) rest.push_back(i);
  }
  return rest;
}

}  // namespace

Folds random_folds(int n, int count, Rng& rng) {
  std::vector<int> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  rng.shuffle(std::span(order));
  Folds folds(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < order.size(); ++i) folds[i % folds.size()].push_back(order[i]);
  return folds;
}

FoldTest test_fold(ConstMatrixView<double> X, std::span<const double> y, std::span<const int> fold,
                   const FitAndPredict& model) {
  const Rows train = take(X, y, all_but(fold, static_cast<int>(X.rows)));
  const Rows test = take(X, y, fold);
  FoldTest result;
  result.predictions = model(train.X, train.y, test.X);
  const double mean = mean_and_spread(test.y).mean;
  double residual = 0, total = 0, hits = 0;
  for (std::size_t i = 0; i < fold.size(); ++i) {
    const double predicted = result.predictions[i];
    residual += (test.y[i] - predicted) * (test.y[i] - predicted);
    total += (test.y[i] - mean) * (test.y[i] - mean);
    hits += test.y[i] == predicted ? 1 : 0;
  }
  const auto size = static_cast<double>(fold.size());
  result.mse = residual / size;
  result.r2 = 1 - residual / total;
  result.accuracy = hits / size;
  return result;
}

CrossValidation cross_validate(ConstMatrixView<double> X, std::span<const double> y, const Folds& folds,
                               const FitAndPredict& model) {
  CrossValidation result;
  result.predictions.assign(y.size(), 0.0);
  for (const std::vector<int>& fold : folds) {
    const FoldTest test = test_fold(X, y, fold, model);
    for (std::size_t i = 0; i < fold.size(); ++i)
      result.predictions[static_cast<std::size_t>(fold[i])] = test.predictions[i];
    result.fold_mse.push_back(test.mse);
    result.fold_r2.push_back(test.r2);
    result.fold_accuracy.push_back(test.accuracy);
  }
  return result;
}

MeanAndSpread mean_and_spread(std::span<const double> values) {
  MeanAndSpread result;
  for (double value : values) result.mean += value / static_cast<double>(values.size());
  double variance = 0;
  for (double value : values) variance += (value - result.mean) * (value - result.mean);
  result.standard_deviation = std::sqrt(variance / static_cast<double>(values.size()));
  return result;
}

}  // namespace lectern::linear
