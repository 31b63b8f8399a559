#pragma once

#include <limits>
#include <span>
#include <string>

#include "core/lab/parameter_set.h"
#include "core/ml/linear/grid_search.h"
#include "core/parts/curve_data.h"

namespace lectern {

// A grid of models for curves, along one hyperparameter or two, from the simplest to the most complex.
struct CurveSearch {
  linear::Grid grid{{}};
  linear::ModelFamily family;
  bool logarithmic = false;  // along the first hyperparameter
  std::string label;         // of its axis

  bool is_plane() const { return grid.axes().size() == 2; }

  struct Shown {
    int leader = -1;          // the candidate that leads, or is chosen; −1: none
    bool is_chosen = false;
    double noise = 0;         // σ², where it is known
    double stable_rate = std::numeric_limits<double>::quiet_NaN();  // 2/λ_max of descent, where it is known
  };
  // Overwrites a Plane with the scores so far: a dot for each fold and their means along one hyperparameter, a map
  // over two. Null: nothing was tested.
  void describe(const linear::GridSearch* scores, const Shown& shown, Plane& plane) const;

 private:
  void describe_line(const linear::GridSearch& scores, const Shown& shown, Plane& plane) const;
  void describe_map(const linear::GridSearch& scores, const Shown& shown, Plane& plane) const;
};

// Adds the group "Search" with search, order and descent_steps.
void add_search_parameters(ParameterSchema& schema);

// What they say, for training sets of so many points.
CurveSearch make_curve_search(const ParameterSet& parameters, Range interval, int points);

}  // namespace lectern
