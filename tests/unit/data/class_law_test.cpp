#include "core/data/class_law.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/data/events.h"
#include "core/data/planar_problem.h"

using namespace lectern;
using namespace lectern::data;

namespace {

// The cell of a grid that a value falls into; −1 beyond its ends.
int cell_of(std::span<const double> places, double value) {
  const double step = places[1] - places[0];
  const double cell = std::floor((value - places[0]) / step + 0.5);
  return cell >= 0 && cell < static_cast<double>(places.size()) ? static_cast<int>(cell) : -1;
}

// The fraction of many examples that the rule with the least risk misclassifies.
double misclassified(const BayesRule& rule, const Dataset& set) {
  double wrong = 0;
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) {
    const int col = cell_of(rule.x(), static_cast<double>(set.X(i, 0))),
              row = cell_of(rule.y(), static_cast<double>(set.X(i, 1)));
    if (col < 0 || row < 0) continue;
    const auto cell = static_cast<std::size_t>(row) * rule.x().size() + static_cast<std::size_t>(col);
    int best = 0;
    for (int k = 1; k < rule.classes(); ++k)
      if (rule.joint(k)[cell] > rule.joint(best)[cell]) best = k;
    wrong += best != set.labels[static_cast<std::size_t>(i)] ? 1 : 0;
  }
  return wrong / static_cast<double>(set.size());
}

}  // namespace

TEST_CASE("Two blobs have the risk of two Gaussians, Φ(−d/2σ)") {
  for (double noise : {0.3, 0.6}) {
    const auto law = ClassLaw::of("blobs", 2, noise);
    REQUIRE(law.has_value());
    const double exact = 0.5 * std::erfc(1.2 / (2 * noise) / std::sqrt(2.0));
    CHECK(BayesRule(*law, 200).risk() == doctest::Approx(exact).epsilon(0.01));
  }
}

TEST_CASE("Of each set, the least risk is what its rule gets wrong of many examples") {
  for (const std::string id : {"spirals", "circles", "xnor", "moons", "blobs", "row"}) {
    CAPTURE(id);
    const double noise = id == "spirals" ? 0.1 : 0.25;
    const auto law = ClassLaw::of(id, 3, noise);
    REQUIRE(law.has_value());
    const BayesRule rule(*law, 200);
    Rng rng(5);
    const PlanarProblem problem = make_planar_problem({id, 0, 3, 20000, noise}, rng);
    CHECK(law->classes() == problem.set.classes());
    CHECK(rule.risk() > 0.01);
    CHECK(misclassified(rule, problem.set) == doctest::Approx(rule.risk()).epsilon(0.08));
  }
}

TEST_CASE("The collider events have a known law in every plane of two columns") {
  Rng rng(6);
  Dataset events = collider_events(rng, 20000, 0.1);
  const Standardisation units = Standardisation::of(events.X);
  units.apply(events.X);
  for (int x = 0; x < 4; ++x)
    for (int y = 0; y < 4; ++y) {
      if (x == y) continue;
      CAPTURE(x);
      CAPTURE(y);
      EventColumns columns{{x, y}, {}, {}};
      Dataset plane = events;
      plane.X.resize(events.size(), 2);
      for (std::size_t axis = 0; axis < 2; ++axis) {
        const auto column = static_cast<std::size_t>(columns.column[axis]);
        columns.mean[axis] = static_cast<double>(units.mean[column]);
        columns.scale[axis] = static_cast<double>(units.scale[column]);
        for (std::ptrdiff_t i = 0; i < events.size(); ++i)
          plane.X(i, static_cast<std::ptrdiff_t>(axis)) = events.X(i, columns.column[axis]);
      }
      const BayesRule rule(*ClassLaw::of("events", 2, 0.1, columns), 300);
      CHECK(misclassified(rule, plane) == doctest::Approx(rule.risk()).epsilon(0.08));
    }
}

TEST_CASE("Any other rule has a larger risk, and that of no rule at all is 1/2") {
  const auto law = ClassLaw::of("moons", 2, 0.2);
  const BayesRule rule(*law, 100);
  std::vector<int> decisions(100 * 100, 0);
  CHECK(rule.risk_of(decisions) == doctest::Approx(0.5).epsilon(1e-3));
  for (std::size_t cell = 0; cell < decisions.size(); ++cell)
    decisions[cell] = rule.joint(1)[cell] > rule.joint(0)[cell] ? 1 : 0;
  CHECK(rule.risk_of(decisions) == doctest::Approx(rule.risk()));
  for (std::size_t cell = 0; cell < decisions.size(); cell += 7) decisions[cell] = 1 - decisions[cell];
  CHECK(rule.risk_of(decisions) > rule.risk());
}

TEST_CASE("Without noise the least noise that can be drawn is assumed, and of tables no law is known") {
  const auto law = ClassLaw::of("spirals", 2, 0);
  REQUIRE(law.has_value());
  CHECK(BayesRule(*law, 200).risk() < 1e-3);
  CHECK_FALSE(ClassLaw::of("iris", 3, 0.1).has_value());
  CHECK_FALSE(ClassLaw::of("drawn", 3, 0.1).has_value());
}
