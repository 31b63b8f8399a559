#include "core/ml/metrics/autocorrelation.h"

#include <cmath>
#include <cstddef>

namespace lectern::metrics {
namespace {

// Σ_k (a_k − mean)(b_k − mean) in four lanes, so that the compiler may add in vectors and always in this order.
double product_sum(const double* a, const double* b, std::ptrdiff_t n, double mean) {
  double lanes[4] = {0, 0, 0, 0};
  std::ptrdiff_t k = 0;
  for (; k + 4 <= n; k += 4)
    for (std::ptrdiff_t lane = 0; lane < 4; ++lane) lanes[lane] += (a[k + lane] - mean) * (b[k + lane] - mean);
  for (std::ptrdiff_t lane = 0; k < n; ++k, ++lane) lanes[lane] += (a[k] - mean) * (b[k] - mean);
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

}  // namespace

void autocorrelation(ConstMatrixView<double> x, const AutocorrelationOptions& options, Autocorrelation& result) {
  const auto lags = static_cast<std::size_t>(options.most_lags);
  result.rho.assign(lags + 1, 0);
  result.running.assign(lags + 1, 0);
  result.mean = result.variance = result.tau = result.effective_samples = result.error_of_mean = 0;
  result.window = options.most_lags;
  result.window_found = false;
  const std::ptrdiff_t n = x.cols;
  if (x.size() == 0) return;
  const double count = static_cast<double>(x.size());
  for (std::ptrdiff_t chain = 0; chain < x.rows; ++chain) {
    double sum = 0;
    for (std::ptrdiff_t k = 0; k < n; ++k) sum += x(chain, k);
    result.mean += sum / count;
  }
  double running = 0.5;
  for (std::size_t lag = 0; lag <= lags; ++lag) {
    const std::ptrdiff_t pairs = n - static_cast<std::ptrdiff_t>(lag);
    double covariance = 0;
    for (std::ptrdiff_t chain = 0; chain < x.rows && pairs > 0; ++chain)
      covariance += product_sum(x.row(chain), x.row(chain) + lag, pairs, result.mean);
    const bool by_pairs = options.normalisation == LagNormalisation::pairs && pairs > 0;
    covariance /= static_cast<double>(x.rows) * static_cast<double>(by_pairs ? pairs : n);
    if (lag == 0) result.variance = covariance;
    result.rho[lag] = covariance / result.variance;
    if (lag > 0) running += result.rho[lag];
    result.running[lag] = running;
    if (lag >= 1 && !result.window_found && static_cast<double>(lag) >= options.window_factor * running) {
      result.window = static_cast<int>(lag);
      result.window_found = true;
    }
  }
  result.tau = result.running[static_cast<std::size_t>(result.window)];
  result.effective_samples = count / (2 * result.tau);
  result.error_of_mean = std::sqrt(2 * result.tau * result.variance / count);
}

}  // namespace lectern::metrics
