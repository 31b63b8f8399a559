#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/running_moments.h"
#include "core/parts/curve_data.h"

namespace lectern {

// A contest of equals. A contestant predicts f(x) + δ g(x) with a random wave g of its own, whose mean square over the
// interval is 1: on new points each has the expected error σ² + δ², so that none is truly better than another (δ is the
// noise σ, or a little where that is small). The winner is chosen by its error on a validation set; its error there is
// optimistic, and the more so the more take part.
class SelectionLuck {
 public:
  static constexpr std::size_t kMostContestants = 100;

  explicit SelectionLuck(int contestants)
      : winner_validation_(static_cast<std::size_t>(contestants)), winner_test_(winner_validation_.size()) {}

  // Adds a contest on fresh data of the problem, which has a law.   validation_points  ≥ 1
  void add_contest(const CurveProblem& problem, int validation_points, Rng& rng);
  // σ² + δ²
  static double expected_error(const CurveProblem& problem);

  std::int64_t contests() const { return winner_test_.front().count(); }
  // Errors of the winner among the first m, at place m − 1, over all contests.
  std::span<const math::RunningMoments> winner_validation() const { return winner_validation_; }
  std::span<const math::RunningMoments> winner_test() const { return winner_test_; }

  // Both errors against the number of contestants, and the error that is expected of each.
  void describe(Plane& plane, double expected) const;
  auto state() const { return std::tie(winner_validation_, winner_test_); }

 private:
  std::vector<math::RunningMoments> winner_validation_, winner_test_;
};

}  // namespace lectern
