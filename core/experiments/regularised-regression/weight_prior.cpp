#include "core/experiments/regularised-regression/weight_prior.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lectern {
namespace {

constexpr int kPlaces = 401;
constexpr const char* kPenaltyHelp =
    "The first weight alone, the others as in the fit shown. The penalised weight has the least sum.";
constexpr const char* kPriorHelp =
    "The same as probabilities, each divided by its largest value: with errors of variance σ², cost C is a likelihood "
    "exp(−nC/σ²), penalty P a prior exp(−nP/σ²). A sum becomes a product; its largest value (MAP) is at the same weight. "
    "Ridge: a Gaussian prior of variance σ²/nλ. Lasso: a Laplace prior, with a peak at 0.";

}  // namespace

// Both zero and what the data say, with most of the likelihood.
Range WeightPrior::window() const {
  const double spread = seen_.curvature > 0 ? 1 / std::sqrt(seen_.sharpness * seen_.curvature) : 1;
  const double reach = 4 * spread + 0.15 * std::fabs(seen_.most_likely);
  return {std::min(0.0, seen_.most_likely) - reach, std::max(0.0, seen_.most_likely) + reach};
}

void WeightPrior::describe(Snapshot& snapshot, std::string_view label) const {
  const Range weights = window();
  const double map = seen_.map();
  const auto sum = [&](double w) { return seen_.cost(w) + seen_.penalty(w); };
  Plane& costs = snapshot.plane("penalty", "Cost and penalty: their sum", {.weight = 4, .help = kPenaltyHelp});
  const double top = 1.4 * std::max({seen_.cost(0), sum(map), 0.5 * seen_.cost(weights.high), 1e-6});
  costs.axes({.label = label, .range = weights}, {.label = "cost", .range = {0, top}});
  costs.line("cost R(w)/2", weights, kPlaces, [&](double w) { return seen_.cost(w); }, {.color = 0});
  costs.line("penalty λP(w)", weights, kPlaces, [&](double w) { return seen_.penalty(w); }, {.color = 1});
  costs.line("their sum", weights, kPlaces, sum, {.color = kColorForeground, .width_px = 3});
  costs.vertical("least sum", map, {.color = kColorGood});
  Plane& beliefs = snapshot.plane("prior", "Likelihood and prior: their product", {.weight = 4, .help = kPriorHelp});
  beliefs.axes({.label = label, .range = weights}, {.label = "relative to the largest", .range = {0, 1.1}});
  beliefs.line("likelihood", weights, kPlaces, [&](double w) { return seen_.likelihood(w); }, {.color = 0});
  beliefs.line("prior", weights, kPlaces, [&](double w) { return seen_.prior(w); }, {.color = 1});
  beliefs.line("posterior", weights, kPlaces, [&](double w) { return seen_.posterior(w); },
               {.color = kColorForeground, .width_px = 3});
  beliefs.vertical("MAP", map, {.color = kColorGood});
  snapshot.metric("map_weight", "most probable weight (MAP)", map);
  snapshot.metric("likeliest_weight", "most likely weight, λ = 0", seen_.most_likely);
  if (seen_.lambda > 0) snapshot.metric("prior_deviation", "standard deviation of the prior", seen_.prior_deviation());
}

}  // namespace lectern
