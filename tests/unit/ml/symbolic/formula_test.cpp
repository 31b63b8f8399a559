#include "core/ml/symbolic/formula.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/ml/symbolic/formula_tasks.h"
#include "core/ml/symbolic/genetic_formulas.h"
#include "core/simd/thread_pool.h"

using namespace lectern;
using namespace lectern::symbolic;

TEST_CASE("a formula is simplified to a factor and a shorter formula of the same values") {
  const std::vector<double> constants{2, 3};
  Formula formula = *parse_postfix("c0 x0 * c1 x1 * *", 2, constants);
  CHECK(simplify(formula) == 6);
  CHECK(formula == *parse_postfix("x0 x1 *", 2, {}));
}

TEST_CASE("every task's formula has the unit that the task says") {
  std::vector<Unit> units;
  for (const FormulaTask& task : formula_tasks()) {
    CAPTURE(task.id);
    const Grammar grammar = task_grammar(task, true);
    REQUIRE(units_of(true_formula(task), grammar.variables, units));
    CHECK(units.back() == task.unit);
  }
}

TEST_CASE("a genetic search finds the throw upwards, to the same bits with any pool") {
  const FormulaTask& task = formula_tasks()[3];
  const Grammar grammar = task_grammar(task, true);
  const TaskData data = make_task_data(task, 100, 0, 1, grammar.symbols(), Rng(1));
  const BlockLibrary library(grammar, data.X, 2000);
  double errors[2];
  for (int workers = 1; workers <= 2; ++workers) {
    ThreadPool pool(workers);
    GeneticFormulas search({}, grammar, library, data.samples(), Rng(2));
    for (int i = 0; i < 60; ++i) search.step(grammar, library, data.samples(), pool);
    const int answer = search.front().answer(data.samples());
    errors[workers - 1] = search.front().at(answer).error;
    CHECK(search.tried() == 60 * 16);
  }
  CHECK(errors[0] == errors[1]);
}
