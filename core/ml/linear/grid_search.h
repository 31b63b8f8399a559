#pragma once

#include <functional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/state.h"
#include "core/ml/linear/cross_validation.h"

namespace lectern::linear {

// A hyperparameter and the values to try, from the simplest model to the most complex.
struct GridAxis {
  std::string name;
  std::vector<double> values;  // at least one

  auto state() const { return std::tie(name, values); }
};

// Every combination of the values of some axes, numbered with the last axis running fastest.
class Grid {
 public:
  explicit Grid(std::vector<GridAxis> axes) : axes_(std::move(axes)) {}

  int size() const;                                 // 1 without axes
  std::vector<double> values(int candidate) const;  // one per axis; 0 ≤ candidate < size()
  std::span<const GridAxis> axes() const { return axes_; }

  auto state() const { return std::tie(axes_); }

 private:
  std::vector<GridAxis> axes_;
};

// The model that belongs to some values of the hyperparameters, one per axis.
using ModelFamily = std::function<FitAndPredict(std::span<const double> values)>;

// What the folds tested so far say of a candidate: lower is better.
struct CandidateScore {
  int folds = 0;
  double mean = 0;            // of the folds' mean squared errors; +∞ where one is not finite
  double standard_error = 0;  // of that mean; 0 for fewer than two folds

  auto state() const { return std::tie(folds, mean, standard_error); }
};

// Grid search by cross-validation, a fold at a time: each candidate in turn is tested on every fold.
// Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §7.10.
class GridSearch {
 public:
  // folds  at least one, none of them empty
  GridSearch(Grid grid, Folds folds);

  const Grid& grid() const { return grid_; }
  const Folds& folds() const { return folds_; }

  // What is tested next. Not to be asked when finished.
  int candidate() const { return static_cast<int>(scores_.size()) / fold_count(); }
  int fold() const { return static_cast<int>(scores_.size()) % fold_count(); }
  bool finished() const { return candidate() == grid_.size(); }

  // Trains the next candidate on all but its next fold and tests it there. X  n × d, y  n: the same at each call.
  void step(ConstMatrixView<double> X, std::span<const double> y, const ModelFamily& family);

  // Mean squared errors so far, candidate by candidate, fold by fold.
  std::span<const double> fold_scores() const { return scores_; }
  CandidateScore score(int candidate) const;

  // The candidate of least score among those tested on every fold, the first of equals; −1 if there is none of
  // finite score.
  int best() const;
  // The first of the candidates, that is the simplest, whose score is within one standard error of the best;
  // −1 as above.
  int simplest_within_one_error() const;

  auto state() const { return std::tuple(std::tie(scores_), unhashed(grid_), unhashed(folds_)); }

 private:
  int fold_count() const { return static_cast<int>(folds_.size()); }
  int complete() const { return candidate(); }

  Grid grid_;
  Folds folds_;
  std::vector<double> scores_;
};

// The whole search at once.
GridSearch grid_search(Grid grid, Folds folds, ConstMatrixView<double> X, std::span<const double> y,
                       const ModelFamily& family);

}  // namespace lectern::linear
