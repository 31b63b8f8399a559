#include "core/ml/linear/grid_search.h"

#include <cmath>
#include <limits>
#include <utility>

#include "core/math/running_moments.h"

namespace lectern::linear {

int Grid::size() const {
  std::size_t size = 1;
  for (const GridAxis& axis : axes_) size *= axis.values.size();
  return static_cast<int>(size);
}

std::vector<double> Grid::values(int candidate) const {
  std::vector<double> result(axes_.size());
  auto rest = static_cast<std::size_t>(candidate);
  for (std::size_t a = axes_.size(); a-- > 0;) {
    const std::vector<double>& values = axes_[a].values;
    result[a] = values[rest % values.size()];
    rest /= values.size();
  }
  return result;
}

GridSearch::GridSearch(Grid grid, Folds folds) : grid_(std::move(grid)), folds_(std::move(folds)) {
  scores_.reserve(static_cast<std::size_t>(grid_.size()) * folds_.size());
}

void GridSearch::step(ConstMatrixView<double> X, std::span<const double> y, const ModelFamily& family) {
  const FitAndPredict model = family(grid_.values(candidate()));
  const double mse = test_fold(X, y, folds_[static_cast<std::size_t>(fold())], model).mse;
  scores_.push_back(std::isfinite(mse) ? mse : std::numeric_limits<double>::infinity());
}

CandidateScore GridSearch::score(int candidate) const {
  const std::size_t first = static_cast<std::size_t>(candidate) * folds_.size();
  math::RunningMoments moments;
  for (std::size_t i = first; i < scores_.size() && i < first + folds_.size(); ++i) {
    if (!std::isfinite(scores_[i])) return {static_cast<int>(i - first) + 1, scores_[i], 0};
    moments.add(scores_[i]);
  }
  return {static_cast<int>(moments.count()), moments.mean(), moments.standard_error()};
}

int GridSearch::best() const {
  int best = -1;
  double least = std::numeric_limits<double>::infinity();
  for (int c = 0; c < complete(); ++c) {
    const double mean = score(c).mean;
    if (!(mean < least)) continue;
    least = mean;
    best = c;
  }
  return best;
}

int GridSearch::simplest_within_one_error() const {
  const int least = best();
  if (least < 0) return -1;
  const CandidateScore of_best = score(least);
  for (int c = 0; c < least; ++c) {
    if (score(c).mean <= of_best.mean + of_best.standard_error) return c;
  }
  return least;
}

GridSearch grid_search(Grid grid, Folds folds, ConstMatrixView<double> X, std::span<const double> y,
                       const ModelFamily& family) {
  GridSearch search(std::move(grid), std::move(folds));
  while (!search.finished()) search.step(X, y, family);
  return search;
}

}  // namespace lectern::linear
