#pragma once

#include <string_view>
#include <tuple>
#include <vector>

#include "core/ml/linear/penalty_ball.h"
#include "core/parts/cost_surface.h"

namespace lectern {

// Two weights alone: the cost of their inputs, the weights that a penalty's budget allows, and the best of them.
class WeightPair {
 public:
  WeightPair() = default;
  // X  n × d, y  n; first, second  columns of X; budget  in [0, 1], of the penalty of the least-squares weights
  WeightPair(ConstMatrixView<double> X, std::span<const double> y, std::size_t first, std::size_t second,
             const linear::PairPenalty& penalty, double budget);

  const linear::QuadraticCost& cost() const { return cost_; }
  const linear::WeightPair& touching() const { return touching_; }

  void describe(Plane& plane, std::string_view first_label, std::string_view second_label) const;

  auto state() const { return std::tie(touching_); }

 private:
  linear::QuadraticCost cost_;
  CostSurface surface_;
  std::vector<linear::WeightPair> boundary_, path_;  // of the set allowed; the best for every budget
  std::vector<linear::WeightPair> contour_;          // of the cost, through the best place allowed
  linear::WeightPair touching_{};
};

}  // namespace lectern
