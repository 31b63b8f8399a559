#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/running_moments.h"
#include "core/parts/curve_data.h"

namespace lectern {

// A contest of equals: polynomials of one order, each fitted to its own random half of the training set, so that none
// is truly better than another. The winner is chosen by its error on a validation set; its error there is optimistic,
// and the more so the more take part.
class SelectionLuck {
 public:
  static constexpr std::size_t kMostContestants = 100;

  explicit SelectionLuck(int contestants)
      : winner_validation_(static_cast<std::size_t>(contestants)), winner_test_(winner_validation_.size()) {}

  struct Sizes {
    int training = 0, validation = 0;
  };
  // Adds a contest on fresh data of the problem, which has a law. Both sizes are at least 2.
  void add_contest(const CurveProblem& problem, Sizes sizes, Rng& rng);

  std::int64_t contests() const { return winner_test_.front().count(); }
  // Errors of the winner among the first m, at place m − 1, over all contests.
  std::span<const math::RunningMoments> winner_validation() const { return winner_validation_; }
  std::span<const math::RunningMoments> winner_test() const { return winner_test_; }

  // Both errors against the number of contestants.
  void describe(Plane& plane) const;
  auto state() const { return std::tie(winner_validation_, winner_test_); }

 private:
  std::vector<math::RunningMoments> winner_validation_, winner_test_;
};

}  // namespace lectern
