// Of family 13_decisions what concerns formulas as a search writes them.
#include "core/ml/symbolic/formula.h"
#include "core/ml/symbolic/formula_front.h"
#include "tests/reference/models.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

Json expression_value(const Case& given) {
  const Tensor<double> x = given.tensor<double>("x"), constants = given.tensor<double>("constants"),
                       y = given.tensor<double>("y");
  const std::ptrdiff_t n = x.dim(0), d = x.dim(1);
  std::string text;
  for (const Json& token : given.parameter("tokens")) text += token.get<std::string>() + " ";
  const auto parsed = symbolic::parse_postfix(text, std::size_t(d), constants.values);
  require(parsed.ok(), parsed.ok() ? "" : parsed.error());
  Matrix<double> X(d, n);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t k = 0; k < d; ++k) X(k, i) = x.values[std::size_t(i * d + k)];
  symbolic::FormulaTape tape;
  const auto root = tape.values(*parsed, X);
  const std::vector<double> value(root.begin(), root.end());
  tape.derivatives(*parsed);
  Json gradient = Json::array(), constant_gradient = Json::array();
  double mse = 0;
  std::vector<std::string> names;
  for (const Json& token : given.parameter("tokens")) names.push_back(token.get<std::string>());
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    std::vector<double> by_x(std::size_t(d), 0.0), by_c(constants.values.size(), 0.0);
    for (std::size_t t = 0; t < parsed->size(); ++t) {
      const double slope = tape.derivative(t)[std::size_t(i)];
      if ((*parsed)[t].op == symbolic::Op::variable) by_x[(*parsed)[t].variable] += slope;
      if ((*parsed)[t].op == symbolic::Op::constant) by_c[std::size_t(std::stoi(names[t].substr(1)))] += slope;
    }
    gradient.push_back(by_x);
    constant_gradient.push_back(by_c);
    const double r = value[std::size_t(i)] - y.values[std::size_t(i)];
    mse += r * r / double(n);
  }
  return {{"value", value},
          {"gradient", gradient},
          {"constant_gradient", constant_gradient},
          {"complexity", int(parsed->size())},
          {"depth", symbolic::depth(*parsed)},
          {"mse", mse}};
}

Json pareto_front(const Case& given) {
  const std::vector<double> error = given.tensor<double>("error").values;
  std::vector<int> complexity;
  for (const double c : given.tensor<double>("complexity").values) complexity.push_back(int(c));
  const symbolic::ParetoRanks ranks = symbolic::pareto_ranks(error, complexity);
  Json dominated = Json::array();
  for (const int rank : ranks.rank) dominated.push_back(rank > 0 ? 1 : 0);
  return {{"front_indices", ranks.front},
          {"is_dominated", dominated},
          {"rank", ranks.rank},
          {"hypervolume", symbolic::hypervolume(error, complexity, given.number("reference_error"),
                                                given.number("reference_complexity"))}};
}

const Registration expression_registration("13_decisions", "expression_value", expression_value);
const Registration pareto_registration("13_decisions", "pareto_front", pareto_front);

}  // namespace
}  // namespace lectern::reference
