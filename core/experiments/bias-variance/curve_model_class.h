#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "core/experiments/bias-variance/class_replicas.h"
#include "core/lab/schema.h"
#include "core/ml/linear/cross_validation.h"
#include "core/parts/curve_data.h"

namespace lectern {

enum class CurveModel { polynomial, neighbours, ridge, features };

// Group "Models" of the parameters: model_class, and order, k, lambda, ridge_order, features, waves, features_lambda,
// redraw.
struct CurveModelSettings {
  CurveModel model = CurveModel::polynomial;
  // Which member of the class is drawn.
  int order = 3, k = 5, features = 20;
  double lambda = 1e-3;
  // Of all members.
  int ridge_order = 15, waves = 12;
  double features_lambda = 0;
  bool redraws = true;

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

  // Random features that are drawn anew for each replica have no model of their own: with_seed() makes it.
  bool redraws = false;
  int waves = 0;
  double features_lambda = 0;
  Range interval{};
  linear::FitAndPredict with_seed(std::size_t member, std::uint64_t seed) const;

  // The member whose number is nearest to what is asked for.
  std::size_t nearest(const CurveModelSettings& settings) const;
  auto state() const { return std::tie(model, values); }
};

// seed  of the random features;   rows  at how many places, besides the n points, fits are asked
CurveModelClass make_model_class(const CurveModelSettings& settings, const CurveProblem& problem, std::uint64_t seed,
                                 int rows);

// Polynomials that learn otherwise: `stop` by a few steps of gradient descent, `penalty` with a ridge penalty. The
// other remedies leave the models as they are.
CurveModelClass remedied(CurveModelClass polynomials, const CurveProblem& problem, Remedy remedy);

}  // namespace lectern
