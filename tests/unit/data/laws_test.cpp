#include "core/data/laws.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "core/math/expression.h"

using namespace lectern;

TEST_CASE("laws are found by their ids, which are unique") {
  std::set<std::string_view> ids;
  for (const auto& law : data::laws_of_one()) {
    CHECK(ids.insert(law.id).second);
    CHECK(data::find_law_of_one(law.id) == &law);
  }
  for (const auto& law : data::laws_of_two()) CHECK(data::find_law_of_two(law.id) == &law);
  CHECK(data::find_law_of_one("no such law") == nullptr);
}

TEST_CASE("laws have the values of their formulas") {
  CHECK(data::find_law_of_one("linear")->value(0.25) == 0.5);
  CHECK(data::find_law_of_one("degree-10")->value(1.0) == 7.0);
  CHECK(data::find_law_of_one("sine")->value(0.5) == doctest::Approx(1.0));
  CHECK(data::find_law_of_one("step")->value(-0.1) == -1.0);
  CHECK(data::find_law_of_two("saddle")->value(0.5, -0.5) == -0.25);
  CHECK(data::find_law_of_two("ring")->value(0.6, 0.0) == doctest::Approx(1.0));
}

TEST_CASE("samples without noise lie on the law, with noise about it") {
  for (const auto& law : data::laws_of_one()) {
    Rng rng(1);
    const auto set = data::sample_law(law, rng, 50, 0.0);
    for (int i = 0; i < 50; ++i) {
      CHECK(set.X(i, 0) >= float(law.low));
      CHECK(set.X(i, 0) <= float(law.high));
      CHECK(set.targets[std::size_t(i)] == float(law.value(double(set.X(i, 0)))));
    }
  }
  Rng rng(2);
  const auto& plane = *data::find_law_of_two("plane");
  const auto set = data::sample_law(plane, rng, 2000, 0.1);
  double squares = 0;
  for (int i = 0; i < 2000; ++i) {
    const double d = set.targets[std::size_t(i)] - plane.value(set.X(i, 0), set.X(i, 1));
    squares += d * d;
  }
  CHECK(std::sqrt(squares / 2000) == doctest::Approx(0.1).epsilon(0.05));
}

TEST_CASE("every law can be typed as it is printed") {
  constexpr std::string_view kOne[] = {"x"}, kTwo[] = {"x", "y"};
  for (const auto& law : data::laws_of_one()) {
    CAPTURE(law.formula);
    const auto typed = Expression::parse(law.formula, kOne);
    REQUIRE_MESSAGE(typed.ok(), (typed.ok() ? "" : typed.error()));
    for (double x = -1; x <= 1; x += 1.0 / 32)
      CHECK(typed->value(std::span(&x, 1)) == doctest::Approx(law.value(x)).epsilon(1e-12));
  }
  for (const auto& law : data::laws_of_two()) {
    CAPTURE(law.formula);
    const auto typed = Expression::parse(law.formula, kTwo);
    REQUIRE_MESSAGE(typed.ok(), (typed.ok() ? "" : typed.error()));
    for (double x = -1; x <= 1; x += 1.0 / 8) {
      const double place[] = {x, 0.75 * x * x - 0.3};
      CHECK(typed->value(place) == doctest::Approx(law.value(place[0], place[1])).epsilon(1e-12));
    }
  }
}
