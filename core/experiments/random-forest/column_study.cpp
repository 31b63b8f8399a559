#include "core/experiments/random-forest/column_study.h"

#include <algorithm>
#include <cmath>

#include "core/ml/trees/tree_arrays.h"

namespace lectern {
namespace {

using trees::at;

void normalise(std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += std::max(value, 0.0);
  if (sum > 0)
    for (double& value : values) value /= sum;
}

// Σ (x − x̄)(y − ȳ) / (n − 1) from sums.
double covariance(double sum_x, double sum_y, double sum_xy, double n) {
  return (sum_xy - sum_x * sum_y / n) / (n - 1);
}

}  // namespace

ColumnStudy::ColumnStudy(double correlation, int features, const Rng& rng)
    : correlation_(correlation), features_(features), rng_(rng), impurity_(kColumns, 0.0), permutation_(kColumns) {
  Rng draws = rng_.split("test");
  test_ = std::make_shared<const Table>(draw(kTestRows, draws));
  importance_table_ = std::make_shared<const Table>(draw(kImportanceRows, draws));
  for (std::vector<Sums>& sums : sums_) sums.resize(kTestRows);
}

ColumnStudy::Table ColumnStudy::draw(int rows, Rng& rng) const {
  Table table{Matrix<double>(rows, kColumns), std::vector<int>(at(rows))};
  for (std::ptrdiff_t i = 0; i < rows; ++i) {
    for (std::ptrdiff_t j = 0; j < kColumns; ++j) table.X(i, j) = rng.normal();
    table.X(i, 1) = correlation_ * table.X(i, 0) + std::sqrt(1 - correlation_ * correlation_) * table.X(i, 1);
    const double score = 1.5 * table.X(i, 0) + 0.7 * (table.X(i, 2) + table.X(i, 3) + table.X(i, 4));
    table.labels[static_cast<std::size_t>(i)] = score + rng.normal() > 0 ? 1 : 0;
  }
  return table;
}

void ColumnStudy::add_replica(int method, const Table& table) {
  const trees::SortedInputs inputs(table.X);
  trees::TreeGrower grower(inputs);
  trees::TreeTarget target;
  target.labels = table.labels;
  target.classes = 2;
  trees::ForestOptions options;
  options.tree.max_features = method == 0 ? 0 : features_;
  const Rng rng = rng_.split("trees").split(static_cast<std::uint64_t>(2 * replicas_ + method));
  std::vector<double> sum(kTestRows, 0.0), half(kTestRows, 0.0);
  for (int b = 0; b < kTrees; ++b) {
    const trees::DecisionTree tree =
        trees::grow_forest_tree(grower, inputs, target, options, rng.split(static_cast<std::uint64_t>(b))).tree;
    const auto size = std::find(kSizes.begin(), kSizes.end(), b + 1);
    for (int i = 0; i < kTestRows; ++i) {
      const double share = tree.predict({test_->X.row(i), at(kColumns)});
      Sums& sums = sums_[at(method)][at(i)];
      sums.all += share;
      sums.all_square += share * share;
      sum[at(i)] += share;
      if (b + 1 == kTrees / 2) half[at(i)] = sum[at(i)];
      if (size == kSizes.end()) continue;
      const std::size_t place = static_cast<std::size_t>(size - kSizes.begin());
      const double mean = sum[at(i)] / (b + 1);
      sums.value[place] += mean;
      sums.square[place] += mean * mean;
    }
  }
  for (int i = 0; i < kTestRows; ++i) {
    Sums& sums = sums_[at(method)][at(i)];
    const double first = half[at(i)] / (kTrees / 2), second = (sum[at(i)] - half[at(i)]) / (kTrees / 2);
    sums.first += first;
    sums.second += second;
    sums.product += first * second;
  }
}

void ColumnStudy::step() {
  Rng draws = rng_.split("data").split(static_cast<std::uint64_t>(replicas_));
  const Table table = draw(kRows, draws);
  for (const int method : {0, 1}) add_replica(method, table);
  const trees::SortedInputs inputs(importance_table_->X);
  trees::TreeGrower grower(inputs);
  trees::TreeTarget target;
  target.labels = importance_table_->labels;
  target.classes = 2;
  trees::ForestOptions options;
  options.tree.max_features = features_;
  Rng rng = rng_.split("importance").split(static_cast<std::uint64_t>(replicas_));
  const trees::ForestTree grown = trees::grow_forest_tree(grower, inputs, target, options, rng);
  const std::vector<double> impurity = trees::impurity_importance(grown.tree, kColumns);
  for (std::size_t j = 0; j < impurity.size(); ++j) impurity_[j] += impurity[j];
  permutation_.add(grown.tree, importance_table_->X, target, grown.counts, rng);
  ++replicas_;
}

ColumnStudy::Variance ColumnStudy::variance(int method) const {
  Variance variance;
  const double n = replicas_;
  double together = 0;
  for (const Sums& sums : sums_[at(method)]) {
    for (std::size_t place = 0; place < kSizes.size(); ++place)
      variance.measured[place] += covariance(sums.value[place], sums.value[place], sums.square[place], n) / kTestRows;
    together += covariance(sums.first, sums.second, sums.product, n) / kTestRows;
    const double trees = n * kTrees, mean = sums.all / trees;
    variance.single += (sums.all_square / trees - mean * mean) / kTestRows;
  }
  variance.correlation = together / variance.single;
  return variance;
}

std::vector<double> ColumnStudy::impurity_importance() const {
  std::vector<double> importance = impurity_;
  normalise(importance);
  return importance;
}

std::vector<double> ColumnStudy::permutation_importance() const {
  std::vector<double> importance = permutation_.importance();
  normalise(importance);
  return importance;
}

}  // namespace lectern
