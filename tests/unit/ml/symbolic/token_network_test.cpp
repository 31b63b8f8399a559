#include "core/ml/symbolic/token_network.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "core/ml/symbolic/formula_tasks.h"
#include "core/simd/thread_pool.h"

using namespace lectern;
using namespace lectern::symbolic;

namespace {

// A law with its samples and rules.
struct WriterTask {
  Grammar grammar;
  TaskData data;
  BlockLibrary library;
  TokenRules rules;

  WriterTask(std::size_t number, bool uses_units, double noise = 0)
      : grammar(task_grammar(formula_tasks()[number], uses_units)),
        data(make_task_data(formula_tasks()[number], 100, noise, 1, grammar.symbols(), Rng(1))),
        library(grammar, data.X, 2000),
        rules(grammar, library) {}
};

constexpr std::size_t kFreeFall = 3, kRelativisticMass = 5, kDiode = 19;

int token_called(const TokenRules& rules, Op op, int variable = 0) {
  for (int k = 0; k < rules.size(); ++k)
    if (rules.token(k).op == op && (op != Op::variable || rules.token(k).variable == variable)) return k;
  return -1;
}

std::vector<int> legal_tokens(const TokenRules& rules, const TokenWriter& writer) {
  std::vector<char> flags(static_cast<std::size_t>(rules.size()));
  writer.legal(flags);
  std::vector<int> tokens;
  for (int k = 0; k < rules.size(); ++k)
    if (flags[static_cast<std::size_t>(k)]) tokens.push_back(k);
  return tokens;
}

// A formula written at random among what is legal; empty at a dead end.
std::vector<int> random_formula(const TokenRules& rules, Rng& rng) {
  TokenWriter writer(rules);
  for (;;) {
    const std::vector<int> legal = legal_tokens(rules, writer);
    if (legal.empty()) break;
    writer.write(legal[rng.below(static_cast<std::uint32_t>(legal.size()))]);
  }
  if (!writer.is_complete()) return {};
  return {writer.written().begin(), writer.written().end()};
}

}  // namespace

TEST_CASE("a writer goes from prefix to postfix and allows what the units allow") {
  const WriterTask task(kRelativisticMass, true);  // m₀, v, c
  const TokenRules& rules = task.rules;
  const int m = token_called(rules, Op::variable, 0), v = token_called(rules, Op::variable, 1),
            c = token_called(rules, Op::variable, 2), over = token_called(rules, Op::divide),
            minus = token_called(rules, Op::subtract), constant = token_called(rules, Op::constant);
  TokenWriter writer(rules);
  const std::vector<int> first = legal_tokens(rules, writer);
  CHECK(std::find(first.begin(), first.end(), m) != first.end());
  CHECK(std::find(first.begin(), first.end(), v) == first.end());  // a speed is no mass
  CHECK(std::find(first.begin(), first.end(), constant) == first.end());
  CHECK(std::find(first.begin(), first.end(), token_called(rules, Op::exponential)) == first.end());
  // m₀ / (c − v/c) does not go: a number is taken from a speed.
  for (const int token : {over, m, minus, over, v}) writer.write(token);
  // Behind m₀ over must come a number: v over a speed.
  CHECK(writer.parent() == over);
  CHECK(writer.sibling() == v);
  const std::vector<int> legal = legal_tokens(rules, writer);
  CHECK(std::find(legal.begin(), legal.end(), c) != legal.end());
  CHECK(std::find(legal.begin(), legal.end(), m) == legal.end());
  writer.write(c);
  CHECK_FALSE(writer.is_complete());
  writer.write(constant);
  REQUIRE(writer.is_complete());
  const std::vector<double> one{1};
  CHECK(writer.formula() == *parse_postfix("x0 x1 x2 / c0 - /", 3, one));
}

TEST_CASE("whatever is written at random has the law's unit and no more tokens than allowed") {
  for (const bool uses_units : {true, false}) {
    WriterTask task(kFreeFall, uses_units);
    task.grammar.longest = 12;
    const TokenRules rules(task.grammar, task.library);
    Rng rng(3);
    int complete = 0;
    std::vector<Unit> units;
    for (int i = 0; i < 500; ++i) {
      const std::vector<int> tokens = random_formula(rules, rng);
      if (tokens.empty()) continue;
      ++complete;
      TokenWriter writer(rules);
      for (const int token : tokens) writer.write(token);
      CHECK(tokens.size() <= 12);
      REQUIRE(units_of(writer.formula(), task.grammar.variables, units));
      CHECK(units.back() == task.grammar.target);
    }
    CHECK(complete > 100);  // the others came to where no token has the unit that is needed
  }
}

TEST_CASE("the writing network's gradient is that of its cost") {
  const WriterTask task(kDiode, true);
  Rng rng(5);
  std::vector<std::vector<int>> formulas;
  while (formulas.size() < 4) {
    std::vector<int> tokens = random_formula(task.rules, rng);
    if (tokens.size() > 2) formulas.push_back(std::move(tokens));
  }
  const std::vector<double> weights{0.7, -0.2, 0.4, 1.1};
  constexpr double kBonus = 0.3;
  const WrittenBatch batch = written_batch(task.rules, formulas);
  nn::SequenceModel<double> model(
      {.cell = nn::CellKind::gru, .inputs = writer_inputs(task.rules), .hidden = 5, .outputs = task.rules.size()},
      Rng(7));
  nn::SequencePass<double> pass;
  AlignedVector<double> gradient(model.parameters().size()), ignored(model.parameters().size());
  writing_cost(model, batch, weights, kBonus, pass, gradient);
  constexpr double kStep = 1e-5;
  for (std::size_t i = 0; i < gradient.size(); i += 7) {
    double& parameter = model.parameters()[i];
    const double before = parameter;
    parameter = before + kStep;
    const double above = writing_cost(model, batch, weights, kBonus, pass, ignored);
    parameter = before - kStep;
    const double below = writing_cost(model, batch, weights, kBonus, pass, ignored);
    parameter = before;
    CHECK(gradient[i] == doctest::Approx((above - below) / (2 * kStep)).epsilon(1e-5).scale(1e-2));
  }
}

TEST_CASE("a writing network learns, to the same bits with any pool") {
  const WriterTask task(kRelativisticMass, true);
  double means[2], errors[2];
  for (int workers = 1; workers <= 2; ++workers) {
    ThreadPool pool(workers);
    TokenNetwork network({}, task.rules, Rng(2));
    network.step(task.rules, task.data.samples(), pool);
    const double first = network.mean_reward();
    for (int i = 0; i < 60; ++i) network.step(task.rules, task.data.samples(), pool);
    means[workers - 1] = network.mean_reward();
    errors[workers - 1] = network.front().at(network.front().answer(task.data.samples())).error;
    CHECK(network.mean_reward() > first);
    CHECK(network.tried() == 61 * 64);
  }
  CHECK(means[0] == means[1]);
  CHECK(errors[0] == errors[1]);
}

TEST_CASE("a network's most probable formula begins as it is told") {
  const WriterTask task(kRelativisticMass, true);
  TokenNetwork network({}, task.rules, Rng(2));
  const std::vector<int> given{token_called(task.rules, Op::divide), token_called(task.rules, Op::variable, 0)};
  Matrix<double> P;
  const std::vector<int> tokens = network.most_probable(task.rules, given, P);
  REQUIRE(tokens.size() > 2);
  CHECK(tokens[0] == given[0]);
  CHECK(tokens[1] == given[1]);
  REQUIRE(P.rows() == static_cast<std::ptrdiff_t>(tokens.size()));
  for (std::ptrdiff_t row = 0; row < P.rows(); ++row) {
    double sum = 0;
    for (std::ptrdiff_t k = 0; k < P.cols(); ++k) sum += P(row, k);
    CHECK(sum == doctest::Approx(1));
  }
}

TEST_CASE("terms that do nothing are dropped") {
  const WriterTask task(kRelativisticMass, false);
  // m₀ v + 1e-12 sin v: the second term is rounding.
  TaskData data = task.data;
  for (std::ptrdiff_t i = 0; i < data.X.cols(); ++i) data.y[static_cast<std::size_t>(i)] = data.X(0, i) * data.X(1, i);
  FormulaTape tape;
  Candidate candidate;
  const std::vector<double> constants{1e-12};
  candidate.formula = *parse_postfix("x0 x1 * c0 x1 sin * +", 3, constants);
  candidate.error = error_of(candidate, data.samples(), tape);
  prune_terms(candidate, data.samples(), tape);
  CHECK(candidate.formula == *parse_postfix("x0 x1 *", 3, {}));
  CHECK(candidate.scale == doctest::Approx(1));
}
