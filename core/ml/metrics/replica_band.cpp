#include "core/ml/metrics/replica_band.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/math/elementary.h"
#include "core/ml/density/violin.h"

namespace lectern::metrics {

ReplicaBand replica_band(ConstMatrixView<double> replicas, double level) {
  const std::ptrdiff_t count = replicas.rows, predictions = replicas.cols;
  const auto all = static_cast<double>(count);
  ReplicaBand band;
  Matrix<double> off(predictions, count);
  std::vector<double> sorted(static_cast<std::size_t>(count));
  for (std::ptrdiff_t j = 0; j < predictions; ++j) {
    double mean = 0, squares = 0;
    for (std::ptrdiff_t k = 0; k < count; ++k) mean += sorted[static_cast<std::size_t>(k)] = replicas(k, j);
    mean /= all;
    for (std::ptrdiff_t k = 0; k < count; ++k) {
      off(j, k) = replicas(k, j) - mean;
      squares += off(j, k) * off(j, k);
    }
    std::sort(sorted.begin(), sorted.end());
    band.mean.push_back(mean);
    band.standard_deviation.push_back(std::sqrt(squares / (all - 1)));
    band.median.push_back(density::quantile_of_sorted(sorted, 0.5));
    band.lower.push_back(density::quantile_of_sorted(sorted, (1 - level) / 2));
    band.upper.push_back(density::quantile_of_sorted(sorted, 1 - (1 - level) / 2));
  }
  band.correlation.resize(predictions, predictions);
  for (std::ptrdiff_t i = 0; i < predictions; ++i)
    for (std::ptrdiff_t j = 0; j < predictions; ++j) {
      double product = 0;
      for (std::ptrdiff_t k = 0; k < count; ++k) product += off(i, k) * off(j, k);
      band.correlation(i, j) = product / (all - 1) / band.standard_deviation[static_cast<std::size_t>(i)] /
                               band.standard_deviation[static_cast<std::size_t>(j)];
    }
  return band;
}

ReweightedReplicas reweighted(ConstMatrixView<double> replicas, std::span<const double> chi_squared, double n_data) {
  const auto all = static_cast<double>(replicas.rows);
  ReweightedReplicas found;
  for (const double chi : chi_squared) found.weight.push_back((n_data - 1) / 2 * math::log(chi) - chi / 2);
  const double largest = *std::max_element(found.weight.begin(), found.weight.end());
  double sum = 0;
  for (double& weight : found.weight) sum += weight = math::exp(weight - largest);
  double information = 0;
  for (double& weight : found.weight) {
    weight *= all / sum;
    if (weight > 0) information += weight * math::log(all / weight);
  }
  found.effective_replicas = math::exp(information / all);
  for (std::ptrdiff_t j = 0; j < replicas.cols; ++j) {
    double mean = 0, squares = 0;
    for (std::ptrdiff_t k = 0; k < replicas.rows; ++k)
      mean += found.weight[static_cast<std::size_t>(k)] * replicas(k, j);
    mean /= all;
    for (std::ptrdiff_t k = 0; k < replicas.rows; ++k) {
      const double off = replicas(k, j) - mean;
      squares += found.weight[static_cast<std::size_t>(k)] * off * off;
    }
    found.mean.push_back(mean);
    found.standard_deviation.push_back(std::sqrt(squares / all));
  }
  return found;
}

}  // namespace lectern::metrics
