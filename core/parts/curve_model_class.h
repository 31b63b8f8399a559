#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/lab/parameter_set.h"
#include "core/ml/linear/cross_validation.h"
#include "core/parts/curve_data.h"

namespace lectern {

// Models for curves that differ in one number, from the simplest to the most complex.
struct CurveModelClass {
  std::string axis;       // "order of the polynomial"
  std::string parameter;  // the live parameter that says which member is looked at
  bool logarithmic = false;
  std::vector<double> values;      // of that parameter
  std::vector<double> complexity;  // where the members stand on the axis, ascending
  std::vector<linear::FitAndPredict> models;
  std::vector<double> work;        // operations of a fit and its predictions, about

  // The member whose parameter is nearest to what is asked for.
  std::size_t nearest(const ParameterSet& parameters) const;
};

// Adds the group "Models": model, and order, neighbours, lambda, ridge_order, features, waves, features_lambda.
void add_model_class_parameters(ParameterSchema& schema, int most_neighbours);

// What they say.   seed  of the random features;   rows  at how many places, besides the n points, fits are asked
CurveModelClass make_model_class(const ParameterSet& parameters, const CurveProblem& problem, std::uint64_t seed,
                                 int rows);

}  // namespace lectern
