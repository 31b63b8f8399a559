#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "core/experiments/bias-variance/class_replicas.h"
#include "core/experiments/bias-variance/tree_models.h"
#include "core/lab/schema.h"
#include "core/ml/linear/cross_validation.h"
#include "core/parts/curve_data.h"

namespace lectern {

enum class CurveModel { polynomial, neighbours, ridge, features, tree, bagging, boosting };

// Group "Models" of the parameters: model_class, and order, k, lambda, ridge_order, features, waves, features_lambda,
// redraw, depth, trees, stages, bagged_depth, boosted_depth, shrinkage.
struct CurveModelSettings {
  CurveModel model = CurveModel::polynomial;
  // Which member of the class is drawn.
  int order = 3, k = 5, features = 20;
  double lambda = 1e-3;
  int depth = 8, trees = 50, stages = 200;
  // Of all members.
  int ridge_order = 15, waves = 12;
  double features_lambda = 0;
  bool redraws = true;
  int bagged_depth = 10, boosted_depth = 2;
  double shrinkage = 0.3;

  static Schema<CurveModelSettings> schema(const CurveModelSettings& defaults, int largest_n);
};

// Models for curves that differ in one number, from the simplest to the most complex.
struct CurveModelClass {
  CurveModel model = CurveModel::polynomial;
  std::string axis;    // "order of the polynomial"
  std::string number;  // in which the members differ: "order"
  bool logarithmic = false;
  std::vector<double> values;      // of that number
  std::vector<double> complexity;  // where the members stand on the axis, ascending
  std::vector<linear::FitAndPredict> models;
  std::vector<double> work;  // operations of a fit and its predictions, about

  // Random features and bootstrap samples that are drawn anew for each replica: with_seed() makes the model.
  bool redraws = false;
  int waves = 0;
  double features_lambda = 0;
  Range interval{};
  TreeRule rule{};
  linear::FitAndPredict with_seed(std::size_t member, std::uint64_t seed) const;

  // The member whose number is nearest to what is asked for.
  std::size_t nearest(const CurveModelSettings& settings) const;
  // The same with a remedy that takes a simpler member. Fewer features: a third of the order, or of the depth. Stop
  // earlier: a tenth of the stages.
  std::size_t nearest(CurveModelSettings settings, Remedy remedy) const;
  auto state() const { return std::tie(model, values); }
};

// seed  of the random features;   rows  at how many places, besides the n points, fits are asked
CurveModelClass make_model_class(const CurveModelSettings& settings, const CurveProblem& problem, std::uint64_t seed,
                                 int rows);

// Whether something can be done about the overfitting of such models: polynomials, trees and ensembles.
bool has_remedies(CurveModel model);

// The settings with a remedy that acts on them, before the class is made. Fewer features: trees of an ensemble ask a
// third of the questions. Regularise: boosting adds a tenth of each tree.
CurveModelSettings remedied(CurveModelSettings settings, Remedy remedy);

// Models that learn otherwise. Polynomials: `stop` by a few steps of gradient descent, `penalty` with a ridge penalty.
// Single and bagged trees: `stop` ends their growth where a split gains little, `penalty` prunes what pays little. The
// other remedies leave the models as they are.
CurveModelClass remedied(CurveModelClass models, const CurveProblem& problem, Remedy remedy);

}  // namespace lectern
