#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/lab/panel.h"
#include "core/lab/trail.h"
#include "core/math/state_hasher.h"
#include "core/parts/cost_surface.h"
#include "core/parts/linear_problem.h"

namespace lectern {

// The model max(θ₀ + θ₁ x, 0), trained by gradient descent on all samples, and its cost over the two weights.
class RectifiedRace {
 public:
  RectifiedRace() = default;  // takes no part: is_on() is false
  // start  2; the picture is a little wider than `grid`, that of the line
  RectifiedRace(const LinearProblem& problem, std::span<const double> start, const PlanarGrid& grid);

  bool is_on() const { return !theta_.empty(); }
  // Other data: the cost is drawn anew, the weights stay.
  void look_again(const LinearProblem& problem, const PlanarGrid& grid);
  void step(const LinearProblem& problem, double eta);

  std::span<const double> theta() const { return theta_; }
  double risk(const LinearProblem& problem) const;
  // Every prediction on the data is 0, and so is the gradient.
  bool stands_still(const LinearProblem& problem) const;
  // Sets the axes and appends the cost, the path and the place now.
  void describe(Plane& plane, const LinearProblem& problem) const;

  // Nothing of a race that takes no part.
  void add_state(StateHasher& hasher) const;
  std::size_t heap_bytes() const;

 private:
  void note();

  std::vector<double> theta_;
  Trail trail_;
  CostSurface surface_;
  double least_ = 0;  // of the cost on the picture
};

}  // namespace lectern
