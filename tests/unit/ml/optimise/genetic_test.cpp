#include "core/ml/optimise/genetic.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/ml/optimise/surfaces.h"
#include "core/ml/optimise/typed_objective.h"

using namespace lectern;
using namespace lectern::optimise;

namespace {

const std::vector<double> kLow = {-5, -5}, kHigh = {5, 5};

}  // namespace

TEST_CASE("a population finds the lowest of many minima, where gradient descent stops at the nearest") {
  const auto f = rastrigin(2);
  const auto cost = [&](std::span<const double> x) { return f->value(x); };
  GeneticAlgorithm search(kLow, kHigh, {}, cost, Rng(3));
  for (int i = 0; i < 150; ++i) search.step(cost);
  CHECK(search.costs().front() < 0.05);
  CHECK(std::fabs(search.best()[0]) < 0.1);
}

TEST_CASE("with an elite the best cost never rises, and genes stay in their range") {
  const auto f = himmelblau();
  const auto cost = [&](std::span<const double> x) { return f->value(x); };
  GeneticOptions options;
  options.mutation_scale = 2;
  GeneticAlgorithm search(kLow, kHigh, options, cost, Rng(1));
  double best = search.costs().front();
  for (int i = 0; i < 30; ++i) {
    search.step(cost);
    CHECK(search.costs().front() <= best);
    best = search.costs().front();
    for (std::ptrdiff_t k = 0; k < search.population().size(); ++k) CHECK(std::fabs(search.population().data()[k]) <= 5);
  }
  CHECK(search.evaluations() == 60 + 30 * 58);
}

TEST_CASE("equal seeds breed equal populations, others do not") {
  const auto f = beale();
  const auto cost = [&](std::span<const double> x) { return f->value(x); };
  const auto hash_after = [&](std::uint64_t seed) {
    GeneticAlgorithm search(kLow, kHigh, {}, cost, Rng(seed));
    for (int i = 0; i < 5; ++i) search.step(cost);
    StateHasher hasher;
    search.hash_state(hasher);
    return hasher.digest();
  };
  CHECK(hash_after(1) == hash_after(1));
  CHECK(hash_after(1) != hash_after(2));
}

TEST_CASE("costs that are not numbers count as the worst") {
  const auto cost = [](std::span<const double> x) { return x[0] < 0 ? std::nan("") : x[0]; };
  GeneticAlgorithm search(kLow, kHigh, {}, cost, Rng(2));
  for (int i = 0; i < 20; ++i) search.step(cost);
  CHECK(search.best()[0] >= 0);
  CHECK(search.best()[0] < 0.2);
}

TEST_CASE("a typed formula is an objective with exact derivatives") {
  constexpr std::string_view kNames[] = {"x", "y"};
  auto formula = Expression::parse("(1 - x)^2 + 100 (y - x^2)^2", kNames);
  REQUIRE(formula.ok());
  const TypedObjective typed(*formula, 2);
  const auto built_in = rosenbrock(2);
  const std::vector<double> x = {-1.2, 1};
  std::vector<double> a(2), b(2);
  typed.gradient(x, a);
  built_in->gradient(x, b);
  CHECK(a[0] == doctest::Approx(b[0]));
  CHECK(a[1] == doctest::Approx(b[1]));
  Matrix<double> H(2, 2), K(2, 2);
  typed.hessian(x, H);
  built_in->hessian(x, K);
  for (std::ptrdiff_t i = 0; i < 4; ++i) CHECK(H.data()[i] == doctest::Approx(K.data()[i]));
}
