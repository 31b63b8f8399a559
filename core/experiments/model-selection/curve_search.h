#pragma once

#include <limits>
#include <span>
#include <string>
#include <tuple>

#include "core/lab/schema.h"
#include "core/lab/snapshot.h"
#include "core/ml/linear/grid_search.h"
#include "core/ml/linear/polynomial.h"
#include "core/parts/curve_data.h"

namespace lectern {

constexpr int kMostFolds = 12;  // of a search that is described

enum class SearchedNumber { order, lambda, neighbours, rate, order_lambda, depth };

// Group "Search" of the parameters: search, order, descent_steps.
struct CurveSearchSettings {
  SearchedNumber searched = SearchedNumber::order;
  int order = 12;  // of the polynomial, where that is not searched
  int descent_steps = 200;

  static Schema<CurveSearchSettings> schema(const CurveSearchSettings& defaults);
};

// A grid of models for curves, along one hyperparameter or two, from the simplest to the most complex.
struct CurveSearch {
  linear::Grid grid{{}};
  linear::ModelFamily family;
  bool logarithmic = false;  // along the first hyperparameter
  std::string label;         // of its axis

  bool is_plane() const { return grid.axes().size() == 2; }
  auto state() const { return std::tie(grid); }

  struct Shown {
    int leader = -1;  // the candidate that leads, or is chosen; −1: none
    bool is_chosen = false;
    double noise = 0;                                               // σ², where it is known
    std::span<const double> training{};                             // training error of each candidate, of a line
    double stable_rate = std::numeric_limits<double>::quiet_NaN();  // 2/λ_max of descent, where it is known
  };
  // Appends the panel "score" with the scores so far: a dot for each fold and their means along one hyperparameter, a
  // map over two. Null: nothing was tested.
  void describe(Snapshot& snapshot, const linear::GridSearch* scores, const Shown& shown) const;

 private:
  void describe_line(Plane& plane, const linear::GridSearch& scores, const Shown& shown) const;
  void describe_map(Plane& plane, const linear::GridSearch& scores, const Shown& shown) const;
};

linear::PolynomialSpace search_space(Range interval, int order);

// What the settings say, for training sets of so many points.
CurveSearch make_curve_search(const CurveSearchSettings& settings, Range interval, int points);

}  // namespace lectern
