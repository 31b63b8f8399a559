#include "core/ml/metrics/predictive.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/math/constants.h"
#include "core/math/elementary.h"

namespace lectern::metrics {
namespace {

constexpr double kSqrtHalf = 0.70710678118654752440;

double entropy(const double* p, std::size_t count) {
  double sum = 0;
  for (std::size_t k = 0; k < count; ++k)
    if (p[k] > 0) sum -= p[k] * math::log(p[k]);
  return sum;
}

}  // namespace

PredictiveMoments mixture_moments(std::span<const double> means, std::span<const double> variances) {
  const auto count = static_cast<double>(means.size());
  PredictiveMoments found;
  for (std::size_t i = 0; i < means.size(); ++i) {
    found.mean += means[i];
    found.aleatoric += variances[i];
  }
  found.mean /= count;
  found.aleatoric /= count;
  for (const double mean : means) found.epistemic += (mean - found.mean) * (mean - found.mean);
  found.epistemic /= count;
  return found;
}

EntropySplit mixture_entropy(ConstMatrixView<double> P, std::span<double> mean) {
  const std::size_t classes = mean.size();
  const auto count = static_cast<double>(P.rows);
  std::fill(mean.begin(), mean.end(), 0.0);
  EntropySplit split;
  for (std::ptrdiff_t i = 0; i < P.rows; ++i) {
    for (std::size_t k = 0; k < classes; ++k) mean[k] += P.row(i)[k];
    split.aleatoric += entropy(P.row(i), classes);
  }
  for (double& p : mean) p /= count;
  split.aleatoric /= count;
  split.epistemic = std::max(entropy(mean.data(), classes) - split.aleatoric, 0.0);
  return split;
}

double central_level(double y, double mean, double variance) {
  return math::erf(std::fabs(y - mean) / std::sqrt(variance) * kSqrtHalf);
}

double band_level(double z) { return math::erf(z * kSqrtHalf); }

double normal_surprise(double y, double mean, double variance) {
  return (math::kLogTwoPi + math::log(variance) + (y - mean) * (y - mean) / variance) / 2;
}

double probability_positive(double mean, double variance) {
  return (1 + math::erf(mean / std::sqrt(variance) * kSqrtHalf)) / 2;
}

}  // namespace lectern::metrics
