#include "core/parts/curve_models.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "core/math/linear_algebra.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/ml/linear/features.h"
#include "core/ml/linear/least_squares.h"
#include "core/ml/linear/quadratic_cost.h"
#include "core/ml/optimise/first_order.h"
#include "core/ml/optimise/surfaces.h"
#include "core/ml/trees/decision_tree.h"

namespace lectern {
namespace {

constexpr double kLeak = 0.1;

using Inputs = ConstMatrixView<double>;
using Targets = std::span<const double>;

// A matrix of one column, without gaps.
std::span<const double> column(Inputs X) { return {X.data, static_cast<std::size_t>(X.rows)}; }

std::vector<double> values_at(const linear::Polynomial& polynomial, Inputs X) {
  std::vector<double> values;
  for (const double x : column(X)) values.push_back(polynomial.value(x));
  return values;
}

linear::Polynomial descend(const linear::PolynomialSpace& space, Inputs X, Targets y, double rate, int steps) {
  const linear::QuadraticCost cost(space.features(column(X)), y);
  const Inputs minimum{cost.minimum().data(), cost.dimension(), 1};
  const Matrix<double> slope = product(cost.hessian(), minimum);
  const std::unique_ptr<optimise::Objective> error =
      optimise::quadratic(cost.hessian(), {slope.data(), slope.data() + slope.rows()});
  const std::vector<double> start(static_cast<std::size_t>(cost.dimension()), 0.0);
  nn::OptimizerSpec spec;
  spec.learning_rate = rate;
  optimise::FirstOrderDescent descent(*error, start, spec);
  for (int i = 0; i < steps; ++i) descent.step();
  return {space, {descent.x().begin(), descent.x().end()}};
}

}  // namespace

linear::FitAndPredict polynomial_model(const linear::PolynomialSpace& space, double lambda) {
  return [space, lambda](Inputs X, Targets y, Inputs X_test) {
    return values_at(linear::fit_polynomial(space, column(X), y, lambda), X_test);
  };
}

linear::FitAndPredict neighbours_model(int k) {
  return [k](Inputs X, Targets y, Inputs X_test) {
    const kernels::NeighbourSearch search(X);
    const kernels::NeighbourRule rule{std::min(k, search.size()), kernels::NeighbourWeights::uniform};
    std::vector<double> values;
    for (const double& x : column(X_test)) values.push_back(kernels::neighbour_mean(search, y, {&x, 1}, rule));
    return values;
  };
}

linear::FitAndPredict tree_model(int depth) {
  return [depth](Inputs X, Targets y, Inputs X_test) {
    return trees::regression_tree(X, y, {.max_depth = depth}).predict(X_test);
  };
}

linear::FitAndPredict random_features_model(const RandomFeatures& spec, double lambda) {
  const auto features = [spec,
                         of_waves = linear::RandomReluFeatures(spec.waves, spec.count, spec.seed, kLeak)](Inputs X) {
    return of_waves(linear::cosine_features(column(X), spec.waves, spec.interval.low, spec.interval.high));
  };
  return [features, lambda](Inputs X, Targets y, Inputs X_test) {
    const Matrix<double> seen = features(X);
    if (lambda > 0) return linear::ridge(seen, y, lambda, false).predict(features(X_test));
    const Inputs target{y.data(), X.rows, 1};
    const Matrix<double> w = *linear::least_squares(seen, target, linear::LeastSquaresMethod::qr);
    const Matrix<double> values = product(features(X_test), w);
    return std::vector<double>(values.data(), values.data() + values.rows());
  };
}

linear::FitAndPredict descent_model(const linear::PolynomialSpace& space, double rate, int steps) {
  return [space, rate, steps](Inputs X, Targets y, Inputs X_test) {
    return values_at(descend(space, X, y, rate, steps), X_test);
  };
}

}  // namespace lectern
