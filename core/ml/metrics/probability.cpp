#include "core/ml/metrics/probability.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::metrics {
namespace {

double weight_at(std::span<const double> weights, std::size_t i) { return weights.empty() ? 1 : weights[i]; }

// Adds up weighted costs given one by one.
struct WeightedCosts {
  double sum = 0;
  double weight = 0;
  void add(double cost, double by) {
    sum += by * cost;
    weight += by;
  }
  double mean() const { return weight > 0 ? sum / weight : NAN; }
};

}  // namespace

LogLoss log_loss(std::span<const std::int32_t> truth, ConstMatrixView<double> P, double epsilon,
                 std::span<const double> weights) {
  WeightedCosts costs;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double* row = P.row(std::ptrdiff_t(i));
    double total = 0;
    for (std::ptrdiff_t k = 0; k < P.cols; ++k) total += std::clamp(row[k], epsilon, 1 - epsilon);
    const double p = std::clamp(row[truth[i]], epsilon, 1 - epsilon) / total;
    costs.add(-math::log(p), weight_at(weights, i));
  }
  return {costs.mean(), costs.sum};
}

LogLoss binary_log_loss(std::span<const std::int32_t> truth, std::span<const double> p, double epsilon,
                        std::span<const double> weights) {
  WeightedCosts costs;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double one = std::clamp(p[i], epsilon, 1 - epsilon);
    costs.add(-math::log(truth[i] == 1 ? one : 1 - one), weight_at(weights, i));
  }
  return {costs.mean(), costs.sum};
}

double brier_score(std::span<const std::int32_t> truth, std::span<const double> p, std::span<const double> weights) {
  WeightedCosts costs;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double miss = p[i] - double(truth[i]);
    costs.add(miss * miss, weight_at(weights, i));
  }
  return costs.mean();
}

}  // namespace lectern::metrics
