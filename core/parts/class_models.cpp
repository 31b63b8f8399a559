#include "core/parts/class_models.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/math/elementary.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/ml/kernels/support_vector_machine.h"
#include "core/ml/linear/features.h"
#include "core/ml/linear/logistic_regression.h"

namespace lectern {
namespace {

using Inputs = ConstMatrixView<double>;
using Targets = std::span<const double>;

std::span<const double> row_of(Inputs X, std::ptrdiff_t i) { return {X.row(i), static_cast<std::size_t>(X.cols)}; }

// Products of two Chebyshev polynomials up to an order, but the constant.   n × order (order + 3)/2
Matrix<double> products(Inputs X, int order) {
  std::array<std::vector<double>, 2> inputs;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::size_t d = 0; d < 2; ++d) inputs[d].push_back(X.row(i)[d]);
  const Matrix<double> first = linear::chebyshev_features(inputs[0], order, -1, 1),
                       second = linear::chebyshev_features(inputs[1], order, -1, 1);
  Matrix<double> result(X.rows, std::ptrdiff_t{order} * (order + 3) / 2);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    double* to = result.row(i);
    for (int sum = 1; sum <= order; ++sum)
      for (int a = 0; a <= sum; ++a) *to++ = first(i, a) * second(i, sum - a);
  }
  return result;
}

std::vector<int> whole(Targets y) {
  std::vector<int> labels;
  for (const double value : y) labels.push_back(value > 0.5 ? 1 : 0);
  return labels;
}

}  // namespace

linear::FitAndPredict neighbour_classes(int k) {
  return [k](Inputs X, Targets y, Inputs X_test) {
    const kernels::NeighbourSearch search(X);
    const kernels::NeighbourRule rule{std::min(k, search.size()), kernels::NeighbourWeights::uniform};
    std::vector<double> shares;
    for (std::ptrdiff_t i = 0; i < X_test.rows; ++i)
      shares.push_back(kernels::neighbour_mean(search, y, row_of(X_test, i), rule));
    return shares;
  };
}

linear::FitAndPredict logistic_classes(int order, double lambda) {
  return [order, lambda](Inputs X, Targets y, Inputs X_test) {
    linear::LogisticOptions options;
    options.lambda = lambda;
    options.gradient_tolerance = 1e-6;
    options.maximum_iterations = 40;
    const linear::LogisticFit fit = linear::logistic_regression(products(X, order), whole(y), options);
    std::vector<double> probabilities = fit.model.predict(products(X_test, order));
    for (double& p : probabilities) p = math::sigmoid(p);
    return probabilities;
  };
}

linear::FitAndPredict stopped_logistic_classes(int order, int steps) {
  return [order, steps](Inputs X, Targets y, Inputs X_test) {
    const Matrix<double> features = products(X, order);
    // |(1, features)|² ≤ 1 + their number.
    const double rate = 4 / static_cast<double>(1 + features.cols());
    std::vector<double> probabilities =
        linear::logistic_descent(features, whole(y), rate, steps).predict(products(X_test, order));
    for (double& p : probabilities) p = math::sigmoid(p);
    return probabilities;
  };
}

linear::FitAndPredict machine_classes(double C, double gamma) {
  return [C, gamma](Inputs X, Targets y, Inputs X_test) {
    std::vector<int> sides = whole(y);
    const auto ones = std::count(sides.begin(), sides.end(), 1);
    if (ones == 0 || ones == X.rows)
      return std::vector<double>(static_cast<std::size_t>(X_test.rows), ones == 0 ? 0.0 : 1.0);
    for (int& side : sides) side = 2 * side - 1;
    kernels::SvmOptions options;
    options.kernel = {kernels::KernelKind::rbf, gamma};
    options.C = C;
    options.maximum_updates = 20'000;
    kernels::SvmSolver solver(X, sides, options);
    solver.solve();
    std::vector<double> decisions(static_cast<std::size_t>(X_test.rows));
    solver.machine().decisions(X_test, decisions);
    for (double& value : decisions) value = value > 0 ? 1 : 0;
    return decisions;
  };
}

linear::FitAndPredict decided(linear::FitAndPredict model) {
  return [model = std::move(model)](Inputs X, Targets y, Inputs X_test) {
    std::vector<double> values = model(X, y, X_test);
    for (double& value : values) value = value > 0.5 ? 1 : 0;
    return values;
  };
}

}  // namespace lectern
