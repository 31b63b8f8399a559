#include "core/ml/trees/isolation_forest.h"

#include <algorithm>
#include <numeric>

#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern::trees {

double mean_isolation_depth(int n) {
  constexpr double kEuler = 0.5772156649015329;
  if (n < 2) return 0;
  if (n == 2) return 1;
  return 2 * (math::log(n - 1.0) + kEuler) - 2 * (n - 1.0) / n;
}

IsolationTree::IsolationTree(ConstMatrixView<double> X, std::span<int> rows, Rng& rng) {
  int deepest = 0;
  while ((std::size_t{1} << deepest) < rows.size()) ++deepest;
  nodes_.reserve(2 * rows.size());
  grow(X, rows, 0, deepest, rng);
}

int IsolationTree::grow(ConstMatrixView<double> X, std::span<int> rows, int depth, int deepest, Rng& rng) {
  const auto place = nodes_.size();
  nodes_.push_back({.samples = static_cast<int>(rows.size())});
  if (rows.size() <= 1 || depth >= deepest) return static_cast<int>(place);
  // A feature in which the samples differ, all such alike.
  int choices = 0, feature = -1;
  double low = 0, high = 0;
  for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
    double least = X(rows[0], j), most = least;
    for (int row : rows) least = std::min(least, X(row, j)), most = std::max(most, X(row, j));
    if (!(least < most) || rng.below(static_cast<std::uint32_t>(++choices)) != 0) continue;
    feature = static_cast<int>(j);
    low = least;
    high = most;
  }
  if (feature < 0) return static_cast<int>(place);
  const double threshold = rng.uniform(low, high);
  const auto middle = std::partition(rows.begin(), rows.end(), [&](int row) { return X(row, feature) <= threshold; });
  const auto left_count = static_cast<std::size_t>(middle - rows.begin());
  const int left = grow(X, rows.first(left_count), depth + 1, deepest, rng);
  const int right = grow(X, rows.subspan(left_count), depth + 1, deepest, rng);
  nodes_[place].feature = feature;
  nodes_[place].threshold = threshold;
  nodes_[place].left = left;
  nodes_[place].right = right;
  return static_cast<int>(place);
}

int IsolationTree::leaf(const double* x, int* depth) const {
  std::size_t at = 0;
  *depth = 0;
  while (nodes_[at].feature >= 0) {
    at = static_cast<std::size_t>(x[nodes_[at].feature] <= nodes_[at].threshold ? nodes_[at].left : nodes_[at].right);
    ++*depth;
  }
  return static_cast<int>(at);
}

int IsolationTree::depth(const double* x) const {
  int depth = 0;
  leaf(x, &depth);
  return depth;
}

double IsolationTree::path_length(const double* x) const {
  int depth = 0;
  const int at = leaf(x, &depth);
  return depth + mean_isolation_depth(nodes_[static_cast<std::size_t>(at)].samples);
}

void IsolationForest::grow(ConstMatrixView<double> X, Rng& rng) {
  std::vector<int> rows(static_cast<std::size_t>(X.rows));
  std::iota(rows.begin(), rows.end(), 0);
  const std::size_t taken = std::min(rows.size(), static_cast<std::size_t>(subsample_));
  for (std::size_t i = 0; i < taken; ++i)
    std::swap(rows[i], rows[i + rng.below(static_cast<std::uint32_t>(rows.size() - i))]);
  subsample_ = static_cast<int>(taken);
  trees_.emplace_back(X, std::span<int>(rows).first(taken), rng);
}

double IsolationForest::mean_path_length(const double* x) const {
  double sum = 0;
  for (const IsolationTree& tree : trees_) sum += tree.path_length(x);
  return trees_.empty() ? mean_isolation_depth(subsample_) : sum / static_cast<double>(trees_.size());
}

double IsolationForest::score_of(double mean_path_length) const {
  const double normaliser = mean_isolation_depth(subsample_);
  return normaliser > 0 ? math::exp(-math::kLog2 * mean_path_length / normaliser) : 0.5;
}

}  // namespace lectern::trees
