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
    for (std::ptrdiff_t k = 0; k < search.population().size(); ++k)
      CHECK(std::fabs(search.population().data()[k]) <= 5);
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
    add_state(hasher, search);
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

TEST_CASE("every way to select and to cross leads down, and none leaves the range") {
  const auto f = himmelblau();
  const auto cost = [&](std::span<const double> x) { return f->value(x); };
  for (const Selection selection : {Selection::tournament, Selection::roulette, Selection::rank}) {
    for (const Crossover crossover : {Crossover::blend, Crossover::uniform, Crossover::one_point}) {
      GeneticOptions options;
      options.selection = selection;
      options.crossover = crossover;
      GeneticAlgorithm search(kLow, kHigh, options, cost, Rng(4));
      const double before = search.mean_cost();
      for (int i = 0; i < 40; ++i) search.step(cost);
      CHECK(search.costs().front() < 1);
      CHECK(search.mean_cost() < before);
    }
  }
}

TEST_CASE("children take genes of their parents only, where nothing mutates") {
  const std::vector<double> low(6, 0.0), high(6, 1.0);
  const auto cost = [](std::span<const double> x) { return x[0]; };
  for (const Crossover crossover : {Crossover::blend, Crossover::uniform, Crossover::one_point}) {
    GeneticOptions options;
    options.crossover = crossover;
    options.mutation = 0;
    GeneticAlgorithm search(low, high, options, cost, Rng(5));
    CHECK(search.origins().empty());
    search.step(cost);
    REQUIRE(search.origins().size() == 60);
    for (std::ptrdiff_t i = 0; i < 60; ++i) {
      const auto& origin = search.origins()[static_cast<std::size_t>(i)];
      const double *child = search.population().row(i), *mother = search.previous().row(origin.mother),
                   *father = search.previous().row(origin.father);
      int changes = 0;
      for (std::size_t j = 0; j < 6; ++j) {
        if (crossover == Crossover::blend) {
          CHECK(child[j] >= std::min(mother[j], father[j]) - 1e-12);
          CHECK(child[j] <= std::max(mother[j], father[j]) + 1e-12);
        } else {
          CHECK((child[j] == doctest::Approx(mother[j]) || child[j] == doctest::Approx(father[j])));
        }
        if (j > 0) changes += (child[j] == mother[j]) != (child[j - 1] == mother[j - 1]) ? 1 : 0;
        if (origin.survivor) CHECK(child[j] == mother[j]);
      }
      if (crossover == Crossover::one_point) CHECK(changes <= 1);
    }
  }
}

TEST_CASE("by roulette and by rank the fit breed more often than the unfit, who are not all shut out") {
  const std::vector<double> low = {0}, high = {1};
  const auto cost = [](std::span<const double> x) { return x[0]; };
  for (const Selection selection : {Selection::roulette, Selection::rank}) {
    GeneticOptions options;
    options.population = 300;
    options.selection = selection;
    options.elite = 0;
    GeneticAlgorithm search(low, high, options, cost, Rng(6));
    search.step(cost);
    int fit = 0, unfit = 0;
    for (const auto& origin : search.origins()) (origin.mother < 150 ? fit : unfit) += 1;
    CHECK(fit > 200);
    CHECK(unfit > 40);
  }
}

TEST_CASE("diversity is that of a uniform law at first and dies out with neither mutation nor two parents") {
  const auto cost = [](std::span<const double> x) { return x[0] * x[0] + x[1]; };
  GeneticOptions options;
  options.population = 300;
  options.mutation = 0;
  options.crossover_chance = 0;
  GeneticAlgorithm search(kLow, kHigh, options, cost, Rng(7));
  CHECK(search.diversity() == doctest::Approx(std::sqrt(1.0 / 12)).epsilon(0.1));
  for (int i = 0; i < 60; ++i) search.step(cost);
  CHECK(search.diversity() < 1e-12);
  CHECK(search.mean_cost() == doctest::Approx(search.costs().front()));
}

TEST_CASE("a population all of whose costs are equal, or none a number, still breeds") {
  for (const double value : {1.0, std::nan("")}) {
    const auto cost = [&](std::span<const double>) { return value; };
    for (const Selection selection : {Selection::tournament, Selection::roulette, Selection::rank}) {
      GeneticOptions options;
      options.population = 4;
      options.elite = 20;
      options.selection = selection;
      GeneticAlgorithm search(kLow, kHigh, options, cost, Rng(8));
      search.step(cost);
      CHECK(search.evaluations() == 5);
      CHECK(std::isfinite(search.mean_cost()) == std::isfinite(value));
    }
  }
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
