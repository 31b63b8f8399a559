#include "core/data/dataset.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/math/decimal.h"
#include "core/math/sums.h"

namespace lectern::data {
namespace {

// The indices of samples, one list for each class, or one list for all.
std::vector<std::vector<std::size_t>> rows_by_class(const Dataset& all) {
  const auto n = static_cast<std::size_t>(all.size());
  if (!all.is_classification()) {
    std::vector<std::size_t> rows(n);
    std::iota(rows.begin(), rows.end(), std::size_t(0));
    return {rows};
  }
  std::vector<std::vector<std::size_t>> rows(static_cast<std::size_t>(all.classes()));
  for (std::size_t i = 0; i < n; ++i) rows[static_cast<std::size_t>(all.labels[i])].push_back(i);
  return rows;
}

}  // namespace

std::string Dataset::axis_name(std::ptrdiff_t j) const {
  if (column_names.empty()) return {};
  const double from = column_origin(j);
  const std::string& column = column_names[static_cast<std::size_t>(j)];
  if (from == 0) return column;
  return column + (from > 0 ? " − " : " + ") + math::shortest_decimal(std::fabs(from));
}

Dataset select_rows(const Dataset& all, std::span<const std::size_t> rows) {
  Dataset some;
  some.name = all.name;
  some.column_names = all.column_names;
  some.class_names = all.class_names;
  some.image_rows = all.image_rows;
  some.image_cols = all.image_cols;
  some.origin = all.origin;
  some.target_origin = all.target_origin;
  some.image_channels = all.image_channels;
  some.X = Matrix<float>(static_cast<std::ptrdiff_t>(rows.size()), all.features());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const float* from = all.X.row(static_cast<std::ptrdiff_t>(rows[i]));
    std::copy(from, from + all.features(), some.X.row(static_cast<std::ptrdiff_t>(i)));
    if (all.is_classification()) some.labels.push_back(all.labels[rows[i]]);
    if (all.is_regression()) some.targets.push_back(all.targets[rows[i]]);
    if (!all.weights.empty()) some.weights.push_back(all.weights[rows[i]]);
  }
  return some;
}

TrainValidation split(const Dataset& all, double validation_share, Rng& rng) {
  std::vector<std::size_t> training, validation;
  for (auto& rows : rows_by_class(all)) {
    rng.shuffle(std::span<std::size_t>(rows));
    const double wanted = std::floor(validation_share * static_cast<double>(rows.size()) + 0.5);
    const auto count = std::min(rows.size(), static_cast<std::size_t>(std::max(0.0, wanted)));
    const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(count);
    validation.insert(validation.end(), rows.begin(), middle);
    training.insert(training.end(), middle, rows.end());
  }
  std::sort(training.begin(), training.end());
  std::sort(validation.begin(), validation.end());
  if (training.empty() && !validation.empty()) {
    training.push_back(validation.front());
    validation.erase(validation.begin());
  }
  return {select_rows(all, training), select_rows(all, validation)};
}

Standardisation Standardisation::of(ConstMatrixView<float> X) {
  Standardisation s;
  std::vector<float> column(static_cast<std::size_t>(X.rows));
  for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
    for (std::ptrdiff_t i = 0; i < X.rows; ++i) column[static_cast<std::size_t>(i)] = X(i, j);
    const math::MeanVariance moments = math::mean_and_variance(column);
    const auto deviation = static_cast<float>(std::sqrt(moments.variance));
    s.mean.push_back(static_cast<float>(moments.mean));
    s.scale.push_back(deviation > 0 ? deviation : 1.0f);
  }
  return s;
}

void Standardisation::apply(MatrixView<float> X) const {
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    float* row = X.row(i);
    for (std::size_t j = 0; j < mean.size(); ++j) row[j] = (row[j] - mean[j]) / scale[j];
  }
}

void Standardisation::undo(MatrixView<float> X) const {
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    float* row = X.row(i);
    for (std::size_t j = 0; j < mean.size(); ++j) row[j] = row[j] * scale[j] + mean[j];
  }
}

}  // namespace lectern::data
