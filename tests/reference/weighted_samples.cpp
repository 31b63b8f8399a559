// Histograms of weighted entries and distances by scatter, of the family 14_measurement.

#include <cmath>
#include <vector>

#include "core/ml/density/mahalanobis.h"
#include "core/ml/metrics/weighted_histogram.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

Json weighted_histogram(const Case& c) {
  const Tensor<double> x = c.tensor<double>("x"), weight = c.tensor<double>("weight", {x.size()}),
                       edges = c.tensor<double>("edges");
  require(edges.size() >= 2, "`edges` has too few numbers");
  const metrics::WeightedHistogram h = metrics::weighted_histogram(x.values, weight.values, edges.values);
  return {{"count", h.count},
          {"sum_weight", h.sum},
          {"sum_weight_squared", h.sum_of_squares},
          {"uncertainty", h.uncertainty},
          {"effective_entries", h.effective_entries},
          {"density", h.density},
          {"underflow", h.underflow},
          {"overflow", h.overflow},
          {"total", h.total},
          {"mean", h.mean},
          {"standard_deviation", h.deviation}};
}

Json mahalanobis(const Case& c) {
  const Tensor<double> X = c.tensor<double>("X"), tests = c.tensor<double>("X_test");
  require(X.shape.size() == 2 && X.dim(0) >= 2 && tests.shape.size() == 2 && tests.dim(1) == X.dim(1),
          "`X` or `X_test` has another shape");
  const double shrinkage = c.number("shrinkage"), significance = c.number("significance");
  require(shrinkage >= 0 && shrinkage <= 1, "`shrinkage` is out of range");
  const auto fitted = density::Mahalanobis::fit(X.view(), shrinkage);
  require(fitted.has_value(), "the covariance is not positive definite");
  const std::vector<double> squares = fitted->squared_distances(tests.view());
  std::vector<double> distances, p_values;
  std::vector<int> flagged;
  for (const double square : squares) {
    distances.push_back(std::sqrt(square));
    p_values.push_back(density::chi_squared_above(square, static_cast<int>(X.dim(1))));
    flagged.push_back(p_values.back() < significance ? 1 : 0);
  }
  return {{"mean", fitted->mean()},
          {"covariance", write_matrix<double>(fitted->covariance())},
          {"distance_squared_train", fitted->squared_distances(X.view())},
          {"distance_squared_test", squares},
          {"distance_test", distances},
          {"p_value_test", p_values},
          {"flagged_test", flagged}};
}

const Registration kWeightedHistogram("14_measurement", "weighted_histogram", weighted_histogram);
const Registration kMahalanobis("14_measurement", "mahalanobis", mahalanobis);

}  // namespace
}  // namespace lectern::reference
