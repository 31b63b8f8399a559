#include "core/ml/nn/observable_fit.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using namespace lectern;
using Fit = nn::ObservableFit;

namespace {

// Two places measured directly, one integral over all three.
nn::LinearObservables three_observables() {
  nn::LinearObservables observables;
  observables.places.resize(3, 1);
  const float places[] = {-0.5f, 0.2f, 0.9f};
  const double responses[] = {0.5, 1, 0.25};
  for (std::ptrdiff_t r = 0; r < 3; ++r) observables.places.data()[r] = places[r];
  observables.direct = 2;
  observables.responses.resize(1, 3);
  for (std::ptrdiff_t r = 0; r < 3; ++r) observables.responses.row(0)[r] = responses[r];
  observables.inverse_errors = {2, 1, 4};
  return observables;
}

Fit make_fit(nn::StoppingRule rule = nn::StoppingRule::never) {
  return Fit({.hidden = 5, .stopping = rule, .patience = 3}, {1, 2, 0.5}, {0.3, -0.4, 0.7},
             {Fit::Part::training, Fit::Part::validation, Fit::Part::training}, Rng(7));
}

}  // namespace

TEST_CASE("The cost of observables is χ² a measurement of the training part, computed by hand") {
  const nn::LinearObservables observables = three_observables();
  Fit fit = make_fit();
  std::vector<double> values(3);
  fit.predict(observables.places, values);
  const double f[] = {values[0], 2 * values[1], 0.5 * values[2]};
  const double first = 2 * (f[0] - 0.3), second = f[1] + 0.4, third = 4 * (0.5 * f[0] + f[1] + 0.25 * f[2] - 0.7);
  CHECK(fit.cost_and_gradient(observables) == doctest::Approx((first * first + third * third) / 2));
  CHECK(fit.validation_cost() == doctest::Approx(second * second));
}

TEST_CASE("The gradient of a cost of observables is that of finite differences") {
  const nn::LinearObservables observables = three_observables();
  Fit fit = make_fit();
  fit.cost_and_gradient(observables);
  const std::vector<float> gradient(fit.network().gradients().begin(), fit.network().gradients().end());
  constexpr float kStep = 1.0f / 128;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    float& parameter = fit.network().parameters()[i];
    const float at = parameter;
    parameter = at + kStep;
    const double above = fit.cost_and_gradient(observables);
    parameter = at - kStep;
    const double below = fit.cost_and_gradient(observables);
    parameter = at;
    CAPTURE(i);
    CHECK(static_cast<double>(gradient[i]) == doctest::Approx((above - below) * 64).epsilon(0.02));
  }
}

TEST_CASE("A fit of observables goes down, and one that has stopped stands still at its best") {
  const nn::LinearObservables observables = three_observables();
  Fit fit = make_fit();
  const double before = fit.cost_and_gradient(observables);
  for (int i = 0; i < 2000; ++i) fit.step(observables, 0.02);
  CHECK(fit.training_cost() < 1e-4 * before);
  CHECK(!fit.has_stopped());

  Fit early = make_fit(nn::StoppingRule::early);
  double least = INFINITY;
  for (int i = 0; i < 2000 && !early.has_stopped(); ++i) {
    early.step(observables, 0.02);
    least = std::min(least, early.validation_cost());
  }
  CHECK(early.has_stopped());
  CHECK(early.validation_cost() == doctest::Approx(least));
  early.cost_and_gradient(observables);
  CHECK(early.validation_cost() == doctest::Approx(least));
  const std::vector<float> rest(early.network().parameters().begin(), early.network().parameters().end());
  early.step(observables, 0.02);
  CHECK(std::vector<float>(early.network().parameters().begin(), early.network().parameters().end()) == rest);
}
