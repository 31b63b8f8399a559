#include "core/experiments/bias-variance/curve_model_class.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/math/elementary.h"
#include "core/parts/curve_models.h"

namespace lectern {
namespace {

constexpr int kMostOrder = 15, kMostFeatures = 400, kMostDepth = 10, kMostTrees = 50, kMostStages = 200;

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

int a_third(int number) { return (number + 2) / 3; }

CurveModelClass empty(CurveModel model, const char* axis, const char* number, bool logarithmic) {
  CurveModelClass result;
  result.model = model;
  result.axis = axis;
  result.number = number;
  result.logarithmic = logarithmic;
  return result;
}

CurveModelClass polynomials(const CurveProblem& problem, double rows) {
  CurveModelClass result = empty(CurveModel::polynomial, "order of the polynomial", "order", false);
  for (int order = 0; order <= kMostOrder; ++order) {
    add(result, order, order, polynomial_model(space_of(problem, order)), work_of_polynomial(problem, order, rows));
  }
  return result;
}

CurveModelClass neighbours(const CurveProblem& problem, double rows) {
  CurveModelClass result = empty(CurveModel::neighbours, "complexity n/k", "k", true);
  for (int k = problem.n; k >= 1; k = std::min(k - 1, k * 4 / 5))
    add(result, k, static_cast<double>(problem.n) / k, neighbours_model(k), rows * 60.0 * (k + 10));
  return result;
}

CurveModelClass penalised_polynomials(const CurveProblem& problem, int order, double rows) {
  CurveModelClass result = empty(CurveModel::ridge, "complexity 1/λ", "λ", true);
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
  CurveModelClass result = empty(CurveModel::features, "random features p", "p", true);
  result.redraws = settings.redraws;
  result.waves = waves;
  result.features_lambda = settings.features_lambda;
  result.interval = problem.interval;
  for (const double per_point : kPerPoint) {
    const int count = static_cast<int>(std::floor(per_point * problem.n + 0.5));
    if (count < 2 || count > kMostFeatures || (!result.values.empty() && count <= result.values.back())) continue;
    const double fit = 8.0 * problem.n * count * std::min(problem.n, count);
    add(result, count, count, random_features_model({count, waves, seed, problem.interval}, settings.features_lambda),
        fit + rows * (2.0 * waves * count + 60.0 * waves));
  }
  return result;
}

CurveModelClass depths(const CurveProblem& problem, double rows) {
  CurveModelClass result = empty(CurveModel::tree, "depth of the tree", "depth", false);
  for (int depth = 0; depth <= kMostDepth; ++depth)
    add(result, depth, depth, single_tree({.depth = depth}), 500.0 * problem.n + 250 * rows);
  return result;
}

// Bootstrap samples are drawn anew for each replica: those of one draw would leave out the same places in all.
CurveModelClass bags(const CurveProblem& problem, const CurveModelSettings& settings, double rows) {
  CurveModelClass result = empty(CurveModel::bagging, "bagged trees B", "B", true);
  result.redraws = true;
  result.rule.depth = settings.bagged_depth;
  for (const int trees : {1, 2, 3, 5, 8, 12, 20, 30, kMostTrees})
    add(result, trees, trees, nullptr, trees * (500.0 * problem.n + 250 * rows));
  return result;
}

CurveModelClass boosts(const CurveProblem& problem, const CurveModelSettings& settings, double rows) {
  CurveModelClass result = empty(CurveModel::boosting, "stages of boosting", "stages", true);
  const TreeRule rule{.depth = settings.boosted_depth};
  for (const int stages : {1, 2, 3, 5, 8, 12, 20, 35, 60, 110, kMostStages}) {
    add(result, stages, stages, boosted_trees({.stages = stages, .rate = settings.shrinkage}, rule),
        stages * (1 + rule.depth) * (50.0 * problem.n + 25 * rows));
  }
  return result;
}

}  // namespace

linear::FitAndPredict CurveModelClass::with_seed(std::size_t member, std::uint64_t seed) const {
  if (model == CurveModel::bagging) return bagged_trees(static_cast<int>(values[member]), rule, seed);
  return random_features_model({static_cast<int>(values[member]), waves, seed, interval}, features_lambda);
}

std::size_t CurveModelClass::nearest(const CurveModelSettings& settings) const {
  const double wanted = model == CurveModel::ridge        ? settings.lambda
                        : model == CurveModel::neighbours ? settings.k
                        : model == CurveModel::features   ? settings.features
                        : model == CurveModel::tree       ? settings.depth
                        : model == CurveModel::bagging    ? settings.trees
                        : model == CurveModel::boosting   ? settings.stages
                                                          : settings.order;
  const auto distance = [&](double value) {
    return logarithmic ? std::fabs(math::log(value / wanted)) : std::fabs(value - wanted);
  };
  std::size_t nearest = 0;
  for (std::size_t i = 1; i < values.size(); ++i)
    if (distance(values[i]) < distance(values[nearest])) nearest = i;
  return nearest;
}

std::size_t CurveModelClass::nearest(CurveModelSettings settings, Remedy remedy) const {
  if (remedy == Remedy::features) {
    settings.order = a_third(settings.order);
    settings.depth = a_third(settings.depth);
  }
  if (remedy == Remedy::stop) settings.stages = std::max(1, settings.stages / 10);
  return nearest(settings);
}

Schema<CurveModelSettings> CurveModelSettings::schema(const CurveModelSettings& defaults, int largest_n) {
  using Self = CurveModelSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Models")
      .choice(&Self::model, "model_class", "Model class",
              {{CurveModel::polynomial, "polynomial", "Polynomials"},
               {CurveModel::neighbours, "neighbours", "k nearest neighbours"},
               {CurveModel::ridge, "ridge", "Polynomials with ridge penalty λ"},
               {CurveModel::features, "features", "Random features (leaky ReLU)"},
               {CurveModel::tree, "tree", "Decision trees, by depth"},
               {CurveModel::bagging, "bagging", "Bagged trees, by their number"},
               {CurveModel::boosting, "boosting", "Boosted trees, by stages"}})
      .formerly("model")
      .help("The family of models whose complexity is varied. Random features show the double descent, ensembles of "
            "trees two ways out: bagging lowers the variance, boosting the bias.")
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
      .shown_when(&Self::model, {CurveModel::features})
      .integer(&Self::depth, "depth", {0, kMostDepth})
      .help("Of the tree whose replicas are drawn: questions in a row.")
      .live()
      .shown_when(&Self::model, {CurveModel::tree})
      .integer(&Self::trees, "trees", "Trees B", {1, kMostTrees})
      .logarithmic()
      .help("Of the bag whose replicas are drawn. Each tree learns from a bootstrap sample; the answer is their mean.")
      .live()
      .shown_when(&Self::model, {CurveModel::bagging})
      .integer(&Self::stages, "stages", "Stages", {1, kMostStages})
      .logarithmic()
      .help("Of the fits drawn. Each stage adds a tree that learns what those before have left.")
      .live()
      .shown_when(&Self::model, {CurveModel::boosting})
      .integer(&Self::bagged_depth, "bagged_depth", "Depth of each tree", {1, kMostDepth})
      .help("Bagging is meant for deep trees: their mean keeps the bias of one.")
      .shown_when(&Self::model, {CurveModel::bagging})
      .integer(&Self::boosted_depth, "boosted_depth", "Depth of each tree", {1, 6})
      .help("Boosting is meant for shallow trees: many together are not biased as one is.")
      .shown_when(&Self::model, {CurveModel::boosting})
      .real(&Self::shrinkage, "shrinkage", "Shrinkage ν", {0.02, 1})
      .logarithmic()
      .help("The share of each tree that is added.")
      .shown_when(&Self::model, {CurveModel::boosting});
}

CurveModelClass make_model_class(const CurveModelSettings& settings, const CurveProblem& problem, std::uint64_t seed,
                                 int rows) {
  const double all_rows = rows + problem.n;
  switch (settings.model) {
    case CurveModel::neighbours: return neighbours(problem, all_rows);
    case CurveModel::ridge: return penalised_polynomials(problem, settings.ridge_order, all_rows);
    case CurveModel::features: return random_features(problem, settings, seed, all_rows);
    case CurveModel::tree: return depths(problem, all_rows);
    case CurveModel::bagging: return bags(problem, settings, all_rows);
    case CurveModel::boosting: return boosts(problem, settings, all_rows);
    case CurveModel::polynomial: break;
  }
  return polynomials(problem, all_rows);
}

bool has_remedies(CurveModel model) {
  return model == CurveModel::polynomial || model == CurveModel::tree || model == CurveModel::bagging ||
         model == CurveModel::boosting;
}

CurveModelSettings remedied(CurveModelSettings settings, Remedy remedy) {
  if (remedy == Remedy::features) {
    settings.bagged_depth = a_third(settings.bagged_depth);
    settings.boosted_depth = a_third(settings.boosted_depth);
  }
  if (remedy == Remedy::penalty) settings.shrinkage /= 10;
  return settings;
}

CurveModelClass remedied(CurveModelClass models, const CurveProblem& problem, Remedy remedy) {
  constexpr int kFewSteps = 60;
  constexpr double kRidge = 0.1, kLeastFall = 0.01, kLeafPrice = 0.01;
  if (remedy == Remedy::stop) models.rule.least_gain = kLeastFall;
  if (remedy == Remedy::penalty) models.rule.price = kLeafPrice;
  for (std::size_t i = 0; i < models.models.size(); ++i) {
    const int number = static_cast<int>(models.values[i]);
    linear::FitAndPredict& model = models.models[i];
    if (models.model == CurveModel::tree) {
      models.rule.depth = number;
      model = single_tree(models.rule);
    }
    if (models.model != CurveModel::polynomial) continue;
    const linear::PolynomialSpace space = space_of(problem, number);
    // The curvature 2/n XᵀX of order + 1 features of size 1 at most is below 2 (order + 1).
    if (remedy == Remedy::stop) model = descent_model(space, 1.0 / (number + 1), kFewSteps);
    if (remedy == Remedy::penalty) model = polynomial_model(space, kRidge);
  }
  return models;
}

}  // namespace lectern
