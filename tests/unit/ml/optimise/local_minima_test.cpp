#include "core/ml/optimise/local_minima.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/ml/optimise/curvature.h"
#include "core/ml/optimise/surfaces.h"
#include "core/ml/optimise/typed_objective.h"

using namespace lectern;
using namespace lectern::optimise;

namespace {

std::vector<LocalMinimum> minima_of(const Objective& f, double reach, int points = 81) {
  const std::vector<double> low(static_cast<std::size_t>(f.dimension()), -reach);
  const std::vector<double> high(static_cast<std::size_t>(f.dimension()), reach);
  return local_minima(f, low, high, points);
}

std::unique_ptr<Objective> typed(std::string_view formula, int variables) {
  constexpr std::string_view kNames[] = {"x", "y"};
  auto read = Expression::parse(formula, std::span(kNames).first(static_cast<std::size_t>(variables)));
  REQUIRE(read.ok());
  return std::make_unique<TypedObjective>(*read, variables);
}

}  // namespace

TEST_CASE("the minima of the known surfaces are found, each once") {
  const auto four = minima_of(*himmelblau(), 5);
  REQUIRE(four.size() == 4);
  for (const LocalMinimum& minimum : four) CHECK(minimum.f == doctest::Approx(0).epsilon(1e-12));
  const auto valley = minima_of(*rosenbrock(2), 2);
  REQUIRE(valley.size() == 1);
  CHECK(valley[0].x[0] == doctest::Approx(1));
  CHECK(valley[0].x[1] == doctest::Approx(1));
  const auto plateau = minima_of(*beale(), 4.5);
  REQUIRE(plateau.size() == 1);
  CHECK(plateau[0].x[0] == doctest::Approx(3));
  const auto two = minima_of(*saddle(), 2);
  REQUIRE(two.size() == 2);
  CHECK(two[0].f == doctest::Approx(-0.25));
  const auto box = minima_of(*rastrigin(2), 5.12);
  CHECK(box.size() == 121);
  CHECK(box[0].f < 1e-12);
  CHECK(box[1].f == doctest::Approx(0.995).epsilon(1e-3));
}

TEST_CASE("a narrow turned valley has one minimum, and kinks have theirs") {
  Matrix<double> A(2, 2);
  A(0, 0) = A(1, 1) = 500.5, A(0, 1) = A(1, 0) = -499.5;
  CHECK(minima_of(*quadratic(A, {0.3, 0.7}), 3).size() == 1);
  const auto kink = minima_of(*typed("abs(x - 0.3) + 2 abs(y + 1)", 2), 4);
  REQUIRE(kink.size() == 1);
  CHECK(kink[0].x[0] == doctest::Approx(0.3));
  CHECK(kink[0].x[1] == doctest::Approx(-1));
  const auto curve = minima_of(*typed("x^4 / 4 - x^2 + x / 3", 1), 2.5);
  REQUIRE(curve.size() == 2);
  CHECK(curve[0].x[0] < -1);
  CHECK(curve[1].x[0] > 1);
  const auto flat_bottom = minima_of(*typed("x^4", 1), 3);
  REQUIRE(flat_bottom.size() == 1);
  CHECK(std::fabs(flat_bottom[0].x[0]) < 1e-3);
}

TEST_CASE("slopes, plateaus and functions without finite values have no minima") {
  CHECK(minima_of(*typed("x + y", 2), 3).empty());
  CHECK(minima_of(*typed("7", 2), 3).empty());
  CHECK(minima_of(*typed("-x^2", 1), 3).empty());
  CHECK(minima_of(*typed("log(-1 - x^2)", 1), 3).empty());
  CHECK(minima_of(*typed("x^2 - y^2", 2), 3).empty());
  CHECK(minima_of(*typed("x^2", 1), 3, 3).size() == 1);
}

TEST_CASE("principal curvatures are the Hessian's eigenvalues, and not numbers where it is not finite") {
  const std::vector<double> at = {0, 0};
  const SymmetricEigen curvatures = principal_curvatures(*saddle(), at);
  CHECK(curvatures.values[0] == doctest::Approx(-1));
  CHECK(curvatures.values[1] == doctest::Approx(1));
  CHECK(largest_curvature(*himmelblau(), at) == doctest::Approx(42));
  CHECK(std::isnan(principal_curvatures(*typed("sqrt(x) + y^2", 2), at).values[0]));
  const std::vector<double> values = {-2, 8}, with_zero = {0, 3};
  CHECK(condition_number(values) == 4);
  CHECK(std::isinf(condition_number(with_zero)));
}
