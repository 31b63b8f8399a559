#include "core/physics/parton_sum_rules.h"

#include <doctest/doctest.h>

#include <vector>

using namespace lectern;
using namespace lectern::physics;

TEST_CASE("the small-x rule integrates steep powers as they are by hand") {
  const math::Quadrature rule = small_x_quadrature(40, 4);
  const auto integral = [&rule](const PartonShape& shape, double divided_by_x) {
    double sum = 0;
    for (std::size_t i = 0; i < rule.nodes.size(); ++i)
      sum += rule.weights[i] * shape(rule.nodes[i]) / (divided_by_x > 0 ? rule.nodes[i] : 1);
    return sum;
  };
  CHECK(integral({.a = 0.5}, 0) == doctest::Approx(2.0 / 3));         // ∫ √x
  CHECK(integral({.a = 0.5}, 1) == doctest::Approx(2));               // ∫ 1/√x
  CHECK(integral({.a = 1, .b = 2}, 0) == doctest::Approx(1.0 / 12));  // B(2, 3)
  CHECK(integral({.a = 0, .c = 3, .d = 2}, 0) == doctest::Approx(1 + 2 + 1));
}

TEST_CASE("valence quarks are counted, and the gluon takes the momentum that is left") {
  const std::vector<PartonShape> shapes{{0.6, 4, 0, 2}, {0.7, 5, -0.5, 3}, {-0.1, 7, 0, 0}, {0.1, 3, 0, 1}};
  const std::vector<double> numbers{2, 1}, sea{0.3};
  const math::Quadrature rule = small_x_quadrature(60, 4);
  const PartonNormalisation found = normalise_partons(shapes, numbers, sea, rule);
  REQUIRE(found.normalisation.size() == 4);
  double total = 0;
  for (std::size_t f = 0; f < 4; ++f) {
    double counted = 0, carried = 0;
    for (std::size_t i = 0; i < rule.nodes.size(); ++i) {
      const double density = found.normalisation[f] * shapes[f](rule.nodes[i]);
      carried += rule.weights[i] * density;
      counted += rule.weights[i] * density / rule.nodes[i];
    }
    if (f < 2) CHECK(counted == doctest::Approx(numbers[f]));
    CHECK(carried == doctest::Approx(found.momentum_fraction[f]));
    total += carried;
  }
  CHECK(found.normalisation[2] == 0.3);
  CHECK(total == doctest::Approx(1));
}
