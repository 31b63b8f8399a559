#include "core/experiments/polynomial-regression/closer_look.h"

#include <algorithm>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kCloserLook = "#/polynomial-regression?";

std::vector<float> abscissae_of(DemoRun& run, std::string_view label) {
  for (const PlaneLayer& layer : run.panel<Plane>("fit").layers) {
    const auto* points = std::get_if<PointsLayer>(&layer);
    if (points != nullptr && points->label == label) return points->x;
  }
  return {};
}

}  // namespace

TEST_CASE(
    "polynomial-regression: powers and Chebyshev polynomials give one curve and coefficients of other certainty") {
  CurveDataSettings settings;
  settings.n = 40;
  const CurveProblem problem = *CurveProblem::make(settings);
  Rng rng(3);
  const CoefficientPair pair(10, problem, problem.sample(40, rng));
  const Coefficients &powers = pair.in[0], &chebyshev = pair.in[1];
  for (const double x : {0.0, 0.2, 0.77, 1.0})
    CHECK(powers.fit.value(x) == doctest::Approx(chebyshev.fit.value(x)).epsilon(1e-6));
  CHECK(powers.errors.noise_variance == doctest::Approx(chebyshev.errors.noise_variance).epsilon(1e-6));
  CHECK(powers.largest_error() > 1000 * chebyshev.largest_error());
  CHECK(powers.errors.condition > 1e4 * chebyshev.errors.condition);
  // f = 2x − 10x⁵ + 15x¹⁰
  for (std::size_t j = 0; j <= 10; ++j)
    CHECK(powers.truth[j] == doctest::Approx(j == 1 ? 2 : j == 5 ? -10 : j == 10 ? 15 : 0).epsilon(1e-5));
}

TEST_CASE("polynomial-regression: the true coefficients lie within two standard errors as often as they should") {
  // Of Student's t with 25 − 11 = 14 degrees of freedom 93.5 % lie within ± 2; of a line, with 23, 94.2 %.
  DemoRun tenth(kCloserLook + "closer=coefficients&coefficients_of=10");
  tenth.steps(300);
  CHECK(tenth.metric("within_two") == doctest::Approx(0.935).epsilon(0.02));
  DemoRun line(kCloserLook + "law=linear&closer=coefficients&coefficients_of=1&basis=chebyshev");
  line.steps(600);
  CHECK(line.metric("within_two") == doctest::Approx(0.942).epsilon(0.02));
}

TEST_CASE("polynomial-regression: standard errors are not known with no more points than coefficients") {
  DemoRun run(kCloserLook + "n=12&closer=coefficients&coefficients_of=12");
  run.steps(2);
  CHECK(std::isnan(run.metric("largest_error_powers")));
  CHECK(std::isnan(run.metric("within_two")));
  CHECK(run.panel<Table>("coefficients").rows.size() == 13);
}

TEST_CASE("polynomial-regression: another partition holds the same points, and may favour another order") {
  DemoRun first(kCloserLook + "closer=partitions"), second(kCloserLook + "closer=partitions&partition=2");
  std::vector<float> all_first = abscissae_of(first, "training"), all_second = abscissae_of(second, "training");
  CHECK(all_first.size() == all_second.size());
  CHECK(all_first != all_second);
  for (auto [all, run] : {std::pair{&all_first, &first}, std::pair{&all_second, &second}}) {
    const std::vector<float> held_out = abscissae_of(*run, "validation");
    all->insert(all->end(), held_out.begin(), held_out.end());
    std::sort(all->begin(), all->end());
  }
  CHECK(all_first == all_second);
  first.steps(200);
  second.steps(200);
  CHECK(first.metric("partitions") == 201);
  CHECK(first.metric("winners") > 4);
  // The contest is over the same partitions, whichever is shown.
  CHECK(first.metric("commonest_share") == second.metric("commonest_share"));
}
