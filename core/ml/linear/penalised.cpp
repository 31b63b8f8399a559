#include "core/ml/linear/penalised.h"

#include <algorithm>
#include <cmath>

#include "core/ml/linear/elastic_net.h"

namespace lectern::linear {
namespace {

// Enough for inputs that are nearly copies of each other; bounds the time of one fit.
constexpr int kMostPasses = 1000;

}  // namespace

LinearModel penalised_fit(Penalty penalty, double lambda, double l1_ratio, ConstMatrixView<double> X,
                          std::span<const double> y) {
  if (penalty == Penalty::ridge || lambda == 0) return ridge(X, y, lambda * static_cast<double>(X.rows));
  ElasticNetOptions options;
  options.alpha = lambda;
  options.l1_ratio = penalty == Penalty::lasso ? 1 : l1_ratio;
  options.maximum_passes = kMostPasses;
  return elastic_net(X, y, options);
}

double mean_squared_error(const LinearModel& model, ConstMatrixView<double> X, std::span<const double> y) {
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const double residual =
        y[static_cast<std::size_t>(i)] - model.predict(std::span(X.row(i), static_cast<std::size_t>(X.cols)));
    sum += residual * residual;
  }
  return X.rows > 0 ? sum / static_cast<double>(X.rows) : NAN;
}

int count_zeros(const LinearModel& model) {
  return static_cast<int>(std::count(model.coefficients.begin(), model.coefficients.end(), 0.0));
}

double cross_validated_error(Penalty penalty, double lambda, double l1_ratio, ConstMatrixView<double> X,
                             std::span<const double> y, const Folds& folds) {
  const auto model = [&](ConstMatrixView<double> X_rest, std::span<const double> y_rest,
                         ConstMatrixView<double> X_test) {
    return penalised_fit(penalty, lambda, l1_ratio, X_rest, y_rest).predict(X_test);
  };
  const std::vector<double> predictions = cross_validate(X, y, folds, model).predictions;
  double sum = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i) sum += (y[i] - predictions[i]) * (y[i] - predictions[i]);
  return y.empty() ? 0 : sum / static_cast<double>(y.size());
}

void PenaltyPath::append(Penalty penalty, double lambda, double l1_ratio, const Data& data) {
  models.push_back(penalised_fit(penalty, lambda, l1_ratio, data.X, data.y));
  training.push_back(mean_squared_error(models.back(), data.X, data.y));
  validation.push_back(mean_squared_error(models.back(), data.X_validation, data.y_validation));
  folds.push_back(cross_validated_error(penalty, lambda, l1_ratio, data.X, data.y, data.folds));
}

}  // namespace lectern::linear
