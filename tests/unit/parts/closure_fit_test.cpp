#include "core/parts/closure_fit.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace lectern;

namespace {

ClosureProblem some_gluons(bool sum_rule) {
  ClosureSettings settings;
  settings.n = 40;
  settings.sum_rule = sum_rule;
  return make_problem(settings, first_cut(settings));
}

}  // namespace

TEST_CASE("closure fit: the law is measured with noise, but at level 0, and constraints as they are") {
  const ClosureProblem problem = some_gluons(true);
  CHECK(measured_observables(problem, ClosureLevel::truth, Rng(3)) == problem.truth);
  const std::vector<double> noisy = measured_observables(problem, ClosureLevel::noise, Rng(3));
  REQUIRE(noisy.size() == problem.measured + 1);
  CHECK(noisy.back() == problem.truth.back());
  double chi2 = 0;
  for (std::size_t i = 0; i < problem.measured; ++i) {
    const double pull = (noisy[i] - problem.truth[i]) / problem.errors[i];
    chi2 += pull * pull / static_cast<double>(problem.measured);
  }
  CHECK(chi2 > 0.4);
  CHECK(chi2 < 1.8);
}

TEST_CASE("closure fit: replicas draw data, split and exponents of their own; what is told to one starts many fits") {
  const ClosureProblem problem = some_gluons(false);
  const std::vector<double> measured = measured_observables(problem, ClosureLevel::noise, Rng(3));
  const auto sample = [&](ClosureLevel level, std::uint64_t replica) {
    return replica_sample(problem, level, measured, 0.75, Rng(9).split(replica));
  };
  const ClosureSample one = sample(ClosureLevel::replicas, 1), other = sample(ClosureLevel::replicas, 2);
  CHECK(one.data != other.data);
  CHECK(one.alpha != other.alpha);
  CHECK(one.parts != other.parts);
  CHECK(std::count(one.parts.begin(), one.parts.end(), nn::ObservableFit::Part::validation) == 10);
  CHECK(sample(ClosureLevel::noise, 1).data == measured);
  CHECK(sample(ClosureLevel::noise, 1).parts == one.parts);

  nn::ObservableFit first = make_closure_fit(problem, one, {.hidden = 4}, Rng(1)),
                    again = make_closure_fit(problem, one, {.hidden = 4}, Rng(1)),
                    second = make_closure_fit(problem, one, {.hidden = 4}, Rng(2));
  for (nn::ObservableFit* fit : {&first, &again, &second}) fit->step(problem.observables, 0.01);
  CHECK(first.training_cost() == again.training_cost());
  CHECK(first.training_cost() != second.training_cost());
  CHECK(look_factors(problem, one).size() == static_cast<std::size_t>(problem.look.rows()));
}
