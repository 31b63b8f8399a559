#include "core/experiments/model-selection/selection_luck.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/ml/linear/polynomial.h"
#include "core/parts/estimates.h"

namespace lectern {
namespace {

constexpr int kOrder = 3;
constexpr int kTestPoints = 200;

CurveSample random_half(const CurveSample& all, Rng& rng) {
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  rng.shuffle(std::span(order));
  CurveSample half;
  for (std::size_t i = 0; i < (all.size() + 1) / 2; ++i) half.add(all.x[order[i]], all.y[order[i]]);
  return half;
}

}  // namespace

void SelectionLuck::add_contest(const CurveProblem& problem, Sizes sizes, Rng& rng) {
  const CurveSample training = problem.sample(sizes.training, rng), validation = problem.sample(sizes.validation, rng),
                    test = problem.sample(kTestPoints, rng);
  const linear::PolynomialSpace space{linear::PolynomialBasis::chebyshev, kOrder, problem.interval.low,
                                      problem.interval.high};
  double least = 0, test_of_winner = 0;
  for (std::size_t m = 0; m < winner_test_.size(); ++m) {
    const CurveSample half = random_half(training, rng);
    const linear::Polynomial contestant = linear::fit_polynomial(space, half.x, half.y);
    const double error = mean_squared_error(contestant, validation);
    if (m == 0 || error < least) {
      least = error;
      test_of_winner = mean_squared_error(contestant, test);
    }
    winner_validation_[m].add(least);
    winner_test_[m].add(test_of_winner);
  }
}

void SelectionLuck::describe(Plane& plane) const {
  const auto contestants = static_cast<double>(winner_test_.size());
  const double largest = contests() > 0 ? 1.6 * winner_test_.back().mean() : 0;
  plane.axes({.label = "contestants", .range = {0.9, std::max(1.1 * contestants, 2.0)}, .logarithmic = true},
             {.label = "winner's error", .range = {0, largest}});
  if (contests() == 0) return;
  const auto add = [&](const char* label, std::span<const math::RunningMoments> errors, ColorRole color) {
    std::array<Estimate, kMostContestants> curve;
    for (std::size_t m = 0; m < errors.size(); ++m) {
      const double spread = 2 * errors[m].standard_error();
      curve[m] = {static_cast<double>(m + 1), errors[m].mean(), errors[m].mean() - spread, errors[m].mean() + spread};
    }
    add_estimates(plane, label, std::span(curve).first(errors.size()), {.color = color});
  };
  add("its validation error", winner_validation_, 1);
  add("its error on fresh data", winner_test_, 2);
}

}  // namespace lectern
