#include "core/ml/density/gaussian_divergence.h"

#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"

namespace lectern::density {

double kl_divergence(const Gaussian1& p, const Gaussian1& q) {
  const double apart = p.mean - q.mean;
  return math::log(q.deviation / p.deviation) +
         (p.deviation * p.deviation + apart * apart) / (2 * q.deviation * q.deviation) - 0.5;
}

double bhattacharyya_distance(const Gaussian1& p, const Gaussian1& q) {
  const double apart = p.mean - q.mean, sum = p.deviation * p.deviation + q.deviation * q.deviation;
  return apart * apart / (4 * sum) + 0.5 * math::log(sum / (2 * p.deviation * q.deviation));
}

std::optional<double> kl_divergence(std::span<const double> mean_p, ConstMatrixView<double> covariance_p,
                                    std::span<const double> mean_q, ConstMatrixView<double> covariance_q) {
  const auto p = factor_positive_definite(covariance_p), q = factor_positive_definite(covariance_q);
  if (!p || !q) return {};
  const std::ptrdiff_t d = covariance_p.rows;
  double sum = q->log_determinant - p->log_determinant - static_cast<double>(d);
  for (std::ptrdiff_t i = 0; i < d; ++i)
    for (std::ptrdiff_t j = 0; j < d; ++j) {
      const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
      sum += q->inverse(i, j) * (covariance_p(j, i) + (mean_q[a] - mean_p[a]) * (mean_q[b] - mean_p[b]));
    }
  return 0.5 * sum;
}

}  // namespace lectern::density
