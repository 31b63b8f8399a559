#include "core/parts/curve_model_class.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/math/elementary.h"
#include "core/parts/curve_models.h"

namespace lectern {
namespace {

constexpr int kMostOrder = 15, kMostFeatures = 400;

void add(CurveModelClass& models, double value, double place, linear::FitAndPredict model, double operations) {
  models.values.push_back(value);
  models.complexity.push_back(place);
  models.models.push_back(std::move(model));
  models.work.push_back(operations);
}

linear::PolynomialSpace space_of(const CurveProblem& problem, int order) {
  return {linear::PolynomialBasis::chebyshev, order, problem.interval.low, problem.interval.high};
}

double work_of_polynomial(const CurveProblem& problem, int order, double rows) {
  return (order + 1) * (order + 8) * (2 * problem.n + 0.2 * rows);
}

CurveModelClass polynomials(const CurveProblem& problem, double rows) {
  CurveModelClass result{"order of the polynomial", "order", false, {}, {}, {}, {}};
  for (int order = 0; order <= kMostOrder; ++order) {
    add(result, order, order, polynomial_model(space_of(problem, order)), work_of_polynomial(problem, order, rows));
  }
  return result;
}

CurveModelClass neighbours(const CurveProblem& problem, double rows) {
  CurveModelClass result{"complexity n/k of the mean of k neighbours", "neighbours", true, {}, {}, {}, {}};
  for (int k = problem.n; k >= 1; k = std::min(k - 1, k * 4 / 5))
    add(result, k, static_cast<double>(problem.n) / k, neighbours_model(k), rows * 60.0 * (k + 10));
  return result;
}

CurveModelClass penalised_polynomials(const CurveProblem& problem, int order, double rows) {
  CurveModelClass result{"complexity 1/λ", "lambda", true, {}, {}, {}, {}};
  for (int half_decades = 6; half_decades >= -16; --half_decades) {
    const double lambda = math::pow(10.0, 0.5 * half_decades);
    add(result, lambda, 1 / lambda, polynomial_model(space_of(problem, order), lambda),
        work_of_polynomial(problem, order, rows));
  }
  return result;
}

CurveModelClass random_features(const CurveProblem& problem, const ParameterSet& p, std::uint64_t seed, double rows) {
  constexpr std::array kPerPoint{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1,
                                 1.2, 1.4, 1.7, 2.0, 2.5, 3.0, 4.0, 5.0, 6.5, 8.0, 10.0};
  CurveModelClass result{"random features p", "features", true, {}, {}, {}, {}};
  const int waves = p.integer("waves");
  for (const double per_point : kPerPoint) {
    const int count = static_cast<int>(std::floor(per_point * problem.n + 0.5));
    if (count < 2 || count > kMostFeatures || (!result.values.empty() && count <= result.values.back())) continue;
    const double fit = 8.0 * problem.n * count * std::min(problem.n, count);
    add(result, count, count, random_features_model({count, waves, seed, problem.interval}, p.real("features_lambda")),
        fit + rows * (2.0 * waves * count + 60.0 * waves));
  }
  return result;
}

}  // namespace

std::size_t CurveModelClass::nearest(const ParameterSet& p) const {
  const double wanted = parameter == "lambda" ? p.real("lambda") : p.integer(parameter);
  const auto distance = [&](double value) {
    return logarithmic ? std::fabs(math::log(value / wanted)) : std::fabs(value - wanted);
  };
  std::size_t nearest = 0;
  for (std::size_t i = 1; i < values.size(); ++i)
    if (distance(values[i]) < distance(values[nearest])) nearest = i;
  return nearest;
}

void add_model_class_parameters(ParameterSchema& schema, int most_neighbours) {
  schema.group("Models")
      .choice("model", "Model class", {{"polynomial", "Polynomials"}, {"neighbours", "k nearest neighbours"},
                                       {"ridge", "Polynomials with ridge penalty λ"},
                                       {"features", "Random ReLU features"}}, "polynomial")
      .help("The family of models whose complexity is varied. Random features show the double descent.")
      .integer("order", "Order shown", {0, kMostOrder}, 3)
      .help("Order of the polynomial whose replicas are drawn.")
      .live()
      .shown_when("model", {"polynomial"})
      .integer("neighbours", "Neighbours k shown", {1, static_cast<double>(most_neighbours)}, 5)
      .logarithmic()
      .help("Number of neighbours in the mean that is drawn; few neighbours make a complex model.")
      .live()
      .shown_when("model", {"neighbours"})
      .real("lambda", "Penalty λ shown", {1e-8, 1e3}, 1e-3)
      .logarithmic()
      .help("Penalty of the fits that are drawn; a small penalty makes a complex model.")
      .live()
      .shown_when("model", {"ridge"})
      .integer("ridge_order", "Order", {1, kMostOrder}, 15)
      .help("Order of the polynomial that is penalised, in Chebyshev polynomials.")
      .shown_when("model", {"ridge"})
      .integer("features", "Features p shown", {2, kMostFeatures}, 20)
      .logarithmic()
      .help("How many random features the fits drawn have. As many as points: the fit just reaches every point.")
      .live()
      .shown_when("model", {"features"})
      .integer("waves", "Waviness", {1, 40}, 12)
      .help("How many waves of the interval each feature may mix. Few make smooth features, many make rough ones.")
      .shown_when("model", {"features"})
      .real("features_lambda", "Ridge penalty λ", {0, 0.5}, 0)
      .help("Without a penalty the least-squares fit of smallest norm is taken; a small penalty tames the peak, and "
            "the swings of exact fits between points that lie close together by chance.")
      .shown_when("model", {"features"});
}

CurveModelClass make_model_class(const ParameterSet& p, const CurveProblem& problem, std::uint64_t seed, int rows) {
  const double all_rows = rows + problem.n;
  const std::string& model = p.choice("model");
  if (model == "neighbours") return neighbours(problem, all_rows);
  if (model == "ridge") return penalised_polynomials(problem, p.integer("ridge_order"), all_rows);
  if (model == "features") return random_features(problem, p, seed, all_rows);
  return polynomials(problem, all_rows);
}

}  // namespace lectern
