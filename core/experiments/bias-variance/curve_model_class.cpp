#include "core/experiments/bias-variance/curve_model_class.h"

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
  CurveModelClass result{
      CurveModel::polynomial, "order of the polynomial", "order", false, {}, {}, {}, {}, false, 0, 0, {}};
  for (int order = 0; order <= kMostOrder; ++order) {
    add(result, order, order, polynomial_model(space_of(problem, order)), work_of_polynomial(problem, order, rows));
  }
  return result;
}

CurveModelClass neighbours(const CurveProblem& problem, double rows) {
  CurveModelClass result{CurveModel::neighbours, "complexity n/k", "k", true, {}, {}, {}, {}, false, 0, 0, {}};
  for (int k = problem.n; k >= 1; k = std::min(k - 1, k * 4 / 5))
    add(result, k, static_cast<double>(problem.n) / k, neighbours_model(k), rows * 60.0 * (k + 10));
  return result;
}

CurveModelClass penalised_polynomials(const CurveProblem& problem, int order, double rows) {
  CurveModelClass result{CurveModel::ridge, "complexity 1/λ", "λ", true, {}, {}, {}, {}, false, 0, 0, {}};
  for (int half_decades = 6; half_decades >= -16; --half_decades) {
    const double lambda = math::pow(10.0, 0.5 * half_decades);
    add(result, lambda, 1 / lambda, polynomial_model(space_of(problem, order), lambda),
        work_of_polynomial(problem, order, rows));
  }
  return result;
}

CurveModelClass random_features(const CurveProblem& problem, const CurveModelSettings& settings, std::uint64_t seed,
                                double rows) {
  constexpr std::array kPerPoint{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1,
                                 1.2, 1.4, 1.7, 2.0, 2.5, 3.0, 4.0, 5.0, 6.5, 8.0, 10.0};
  const int waves = settings.waves;
  CurveModelClass result{
      CurveModel::features,     "random features p", "p", true, {}, {}, {}, {}, settings.redraws, waves,
      settings.features_lambda, problem.interval};
  for (const double per_point : kPerPoint) {
    const int count = static_cast<int>(std::floor(per_point * problem.n + 0.5));
    if (count < 2 || count > kMostFeatures || (!result.values.empty() && count <= result.values.back())) continue;
    const double fit = 8.0 * problem.n * count * std::min(problem.n, count);
    add(result, count, count, random_features_model({count, waves, seed, problem.interval}, settings.features_lambda),
        fit + rows * (2.0 * waves * count + 60.0 * waves));
  }
  return result;
}

}  // namespace

linear::FitAndPredict CurveModelClass::with_seed(std::size_t member, std::uint64_t seed) const {
  return random_features_model({static_cast<int>(values[member]), waves, seed, interval}, features_lambda);
}

std::size_t CurveModelClass::nearest(const CurveModelSettings& settings) const {
  const double wanted = model == CurveModel::ridge        ? settings.lambda
                        : model == CurveModel::neighbours ? settings.k
                        : model == CurveModel::features   ? settings.features
                                                          : settings.order;
  const auto distance = [&](double value) {
    return logarithmic ? std::fabs(math::log(value / wanted)) : std::fabs(value - wanted);
  };
  std::size_t nearest = 0;
  for (std::size_t i = 1; i < values.size(); ++i)
    if (distance(values[i]) < distance(values[nearest])) nearest = i;
  return nearest;
}

Schema<CurveModelSettings> CurveModelSettings::schema(const CurveModelSettings& defaults, int largest_n) {
  using Self = CurveModelSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Models")
      .choice(&Self::model, "model_class", "Model class",
              {{CurveModel::polynomial, "polynomial", "Polynomials"},
               {CurveModel::neighbours, "neighbours", "k nearest neighbours"},
               {CurveModel::ridge, "ridge", "Polynomials with ridge penalty λ"},
               {CurveModel::features, "features", "Random features (leaky ReLU)"}})
      .formerly("model")
      .help("The family of models whose complexity is varied. Random features show the double descent.")
      .integer(&Self::order, "order", {0, kMostOrder})
      .help("Of the polynomial whose replicas are drawn.")
      .live()
      .shown_when(&Self::model, {CurveModel::polynomial})
      .integer(&Self::k, "k", {1, static_cast<double>(largest_n)})
      .formerly("neighbours")
      .logarithmic()
      .help("Of the fits drawn. Few neighbours make a complex model.")
      .live()
      .shown_when(&Self::model, {CurveModel::neighbours})
      .real(&Self::lambda, "lambda", {1e-8, 1e3})
      .logarithmic()
      .help("Of the fits drawn. A small penalty makes a complex model.")
      .live()
      .shown_when(&Self::model, {CurveModel::ridge})
      .integer(&Self::ridge_order, "ridge_order", "Order of the penalised polynomial", {1, kMostOrder})
      .help("The same for every λ; the basis is that of Chebyshev polynomials.")
      .shown_when(&Self::model, {CurveModel::ridge})
      .integer(&Self::features, "features", "Random features p", {2, kMostFeatures})
      .logarithmic()
      .help("Of the fits drawn. With as many features as points, the fit just reaches every point.")
      .live()
      .shown_when(&Self::model, {CurveModel::features})
      .integer(&Self::waves, "waves", "Waviness", {1, 40})
      .help("How many cosine waves each feature may combine. Few make smooth features, many make rough ones.")
      .shown_when(&Self::model, {CurveModel::features})
      .real(&Self::features_lambda, "features_lambda", "Ridge penalty of the features", {0, 0.5})
      .help("At 0 the fit is the least-squares solution of smallest norm. A small penalty tames the peak, and the "
            "swings of exact fits between points that happen to lie close together.")
      .shown_when(&Self::model, {CurveModel::features})
      .boolean(&Self::redraws, "redraw", "New features in each replica")
      .help("Off: all replicas share one draw of features, whose particular gaps then count as bias.")
      .shown_when(&Self::model, {CurveModel::features});
}

CurveModelClass make_model_class(const CurveModelSettings& settings, const CurveProblem& problem, std::uint64_t seed,
                                 int rows) {
  const double all_rows = rows + problem.n;
  switch (settings.model) {
    case CurveModel::neighbours: return neighbours(problem, all_rows);
    case CurveModel::ridge: return penalised_polynomials(problem, settings.ridge_order, all_rows);
    case CurveModel::features: return random_features(problem, settings, seed, all_rows);
    case CurveModel::polynomial: break;
  }
  return polynomials(problem, all_rows);
}

CurveModelClass remedied(CurveModelClass polynomials, const CurveProblem& problem, Remedy remedy) {
  constexpr int kEarlySteps = 60;
  constexpr double kPenalty = 0.1;
  for (std::size_t i = 0; i < polynomials.models.size(); ++i) {
    const int order = static_cast<int>(polynomials.values[i]);
    const linear::PolynomialSpace space = space_of(problem, order);
    // The curvature 2/n XᵀX of order + 1 features of size 1 at most is below 2 (order + 1).
    if (remedy == Remedy::stop) polynomials.models[i] = descent_model(space, 1.0 / (order + 1), kEarlySteps);
    if (remedy == Remedy::penalty) polynomials.models[i] = polynomial_model(space, kPenalty);
  }
  return polynomials;
}

}  // namespace lectern
