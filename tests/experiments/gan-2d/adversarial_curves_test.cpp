#include "core/experiments/gan-2d/adversarial_curves.h"

#include <doctest/doctest.h>

using namespace lectern;

TEST_CASE("adversarial curves stand beside their theoretical values") {
  AdversarialCurves curves;
  CHECK(std::isnan(curves.last_generator_loss()));
  curves.record_round(1, {1.4, 0.7, 0.5, 0.4});
  curves.record_divergences(1, 0.3, 0.2);
  CHECK(curves.last_generator_loss() == 0.7);
  CHECK(curves.last_data_model() == 0.3);
  Snapshot snapshot;
  curves.describe(snapshot, true);
  const auto levels = [&](std::size_t panel) {
    std::vector<double> found;
    for (const PlaneLayer& layer : std::get<Plane>(snapshot.panels[panel].content).layers)
      if (const auto* rule = std::get_if<RuleLayer>(&layer)) found.push_back(rule->at);
    return found;
  };
  REQUIRE(levels(0).size() == 2);
  CHECK(levels(0)[0] == doctest::Approx(1.386294));
  CHECK(levels(0)[1] == doctest::Approx(-0.693147));
  CHECK(levels(1) == std::vector<double>{0.5});
  CHECK(levels(2) == std::vector<double>{0});
}
