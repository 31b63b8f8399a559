#include "core/parts/closure_fit.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace lectern {
namespace {

constexpr double kLeastAlpha = 0, kGreatestAlpha = 0.35, kLeastBeta = 3, kGreatestBeta = 7;

using Part = nn::ObservableFit::Part;

std::vector<Part> drawn_parts(std::size_t measured, std::size_t all, double train_fraction, Rng rng) {
  std::vector<std::size_t> order(measured);
  std::iota(order.begin(), order.end(), std::size_t{0});
  rng.shuffle(std::span(order));
  auto learned = static_cast<std::size_t>(train_fraction * static_cast<double>(measured) + 0.5);
  learned = std::clamp(learned, std::size_t{1}, std::max<std::size_t>(measured, 2) - 1);
  std::vector<Part> parts(all, Part::training);
  for (std::size_t i = learned; i < measured; ++i) parts[order[i]] = Part::validation;
  return parts;
}

}  // namespace

std::vector<double> measured_observables(const ClosureProblem& problem, ClosureLevel level, Rng noise) {
  std::vector<double> measured = problem.truth;
  for (std::size_t i = 0; i < problem.measured; ++i) {
    const double error = noise.normal();
    if (level != ClosureLevel::truth) measured[i] += problem.errors[i] * error;
  }
  return measured;
}

ClosureSample replica_sample(const ClosureProblem& problem, ClosureLevel level, std::span<const double> measured,
                             double train_fraction, const Rng& replica) {
  Rng noise = replica.split("data"), exponents = replica.split("exponents");
  ClosureSample sample;
  sample.data.assign(measured.begin(), measured.end());
  for (std::size_t i = 0; level == ClosureLevel::replicas && i < problem.measured; ++i)
    sample.data[i] += problem.errors[i] * noise.normal();
  sample.alpha = exponents.uniform(kLeastAlpha, kGreatestAlpha);
  sample.beta = exponents.uniform(kLeastBeta, kGreatestBeta);
  sample.parts = drawn_parts(problem.measured, problem.truth.size(), train_fraction, replica.split("split"));
  return sample;
}

nn::ObservableFit make_closure_fit(const ClosureProblem& problem, const ClosureSample& sample,
                                   const nn::ObservableFit::Spec& spec, const Rng& start) {
  std::vector<double> factors(problem.places.size());
  write_factors(problem, sample, problem.places, factors);
  return {spec, std::move(factors), sample.data, sample.parts, start};
}

void write_factors(const ClosureProblem& problem, const ClosureSample& sample, std::span<const double> places,
                   std::span<double> factors) {
  for (std::size_t k = 0; k < places.size(); ++k) factors[k] = problem.factor(places[k], sample.alpha, sample.beta);
}

std::vector<double> look_factors(const ClosureProblem& problem, const ClosureSample& sample) {
  const std::size_t grid = problem.grid_places.size(), rule = problem.rule_places.size();
  std::vector<double> factors(grid + rule);
  write_factors(problem, sample, problem.grid_places, std::span(factors).first(grid));
  write_factors(problem, sample, problem.rule_places, std::span(factors).last(rule));
  return factors;
}

}  // namespace lectern
