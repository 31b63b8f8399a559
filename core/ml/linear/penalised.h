#pragma once

#include <array>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/ml/linear/cross_validation.h"
#include "core/ml/linear/least_squares.h"

namespace lectern::linear {

enum class Penalty { ridge, lasso, elastic_net };

inline constexpr std::array<Named<Penalty>, 3> kPenalties{{
    {Penalty::ridge, "ridge", "Ridge, L₂"},
    {Penalty::lasso, "lasso", "Lasso, L₁"},
    {Penalty::elastic_net, "elastic", "Elastic net"},
}};

// Minimises |y − X w − b|²/(2n) + λ (r |w|₁ + ½ (1 − r) |w|²); ridge has r = 0, the lasso r = 1. λ = 0 is least squares
// (of smallest norm).   X  n × d, y  n
LinearModel penalised_fit(Penalty penalty, double lambda, double l1_ratio, ConstMatrixView<double> X,
                          std::span<const double> y);

// (1/n) Σ (y_i − ŷ_i)²; NaN without samples.
double mean_squared_error(const LinearModel& model, ConstMatrixView<double> X, std::span<const double> y);

// Coefficients that are exactly zero.
int count_zeros(const LinearModel& model);

// The mean squared error of predicting each sample by the fit to the folds without it.
double cross_validated_error(Penalty penalty, double lambda, double l1_ratio, ConstMatrixView<double> X,
                             std::span<const double> y, const Folds& folds);

// What a penalty makes of data as λ changes: a model and its errors for each λ so far.
struct PenaltyPath {
  std::vector<LinearModel> models;
  std::vector<double> training, validation, folds;  // mean squared errors; of cross-validation

  struct Data {
    ConstMatrixView<double> X;  // n × d
    std::span<const double> y;  // n
    ConstMatrixView<double> X_validation;
    std::span<const double> y_validation;
    const Folds& folds;  // of n samples
  };
  void append(Penalty penalty, double lambda, double l1_ratio, const Data& data);

  auto state() const { return std::tie(models, training, validation, folds); }
};

}  // namespace lectern::linear
