#include "core/ml/metrics/temperature_scaling.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::metrics {
namespace {

// The mean loss as a function of β = 1/T, and its derivatives E_p[z] − z_y and Var_p[z].
struct Slopes {
  double loss = 0, first = 0, second = 0;
};

Slopes slopes_at(ConstMatrixView<double> logits, std::span<const std::int32_t> y, double beta) {
  Slopes sum;
  for (std::ptrdiff_t i = 0; i < logits.rows; ++i) {
    const double* z = logits.row(i);
    const double top = *std::max_element(z, z + logits.cols);
    double total = 0, mean = 0, square = 0;  // of z − top
    for (std::ptrdiff_t k = 0; k < logits.cols; ++k) {
      const double below = z[k] - top, weight = math::exp(beta * below);
      total += weight;
      mean += weight * below;
      square += weight * below * below;
    }
    mean /= total;
    const double own = z[y[static_cast<std::size_t>(i)]] - top;
    sum.loss += math::log(total) - beta * own;
    sum.first += mean - own;
    sum.second += square / total - mean * mean;
  }
  const double n = static_cast<double>(logits.rows);
  return {sum.loss / n, sum.first / n, sum.second / n};
}

}  // namespace

TemperedLoss tempered_loss(ConstMatrixView<double> logits, std::span<const std::int32_t> y, double temperature) {
  const Slopes slopes = slopes_at(logits, y, 1 / temperature);
  return {slopes.loss, -slopes.first / (temperature * temperature)};
}

double fitted_temperature(ConstMatrixView<double> logits, std::span<const std::int32_t> y) {
  constexpr double kEnd = 1e3;
  constexpr int kMostRounds = 100;
  double low = 1 / kEnd, high = kEnd, beta = 1;
  for (int round = 0; round < kMostRounds; ++round) {
    const Slopes slopes = slopes_at(logits, y, beta);
    (slopes.first > 0 ? high : low) = beta;
    double next = beta - slopes.first / slopes.second;
    if (!(next > low && next < high)) next = std::sqrt(low * high);
    const bool is_there = std::fabs(next - beta) <= 1e-15 * beta;
    beta = next;
    if (is_there) break;
  }
  return 1 / beta;
}

void tempered_probabilities(ConstMatrixView<double> logits, double temperature, MatrixView<double> P) {
  for (std::ptrdiff_t i = 0; i < logits.rows; ++i) {
    const double* z = logits.row(i);
    double* p = P.row(i);
    const double top = *std::max_element(z, z + logits.cols);
    double total = 0;
    for (std::ptrdiff_t k = 0; k < logits.cols; ++k) total += p[k] = math::exp((z[k] - top) / temperature);
    for (std::ptrdiff_t k = 0; k < logits.cols; ++k) p[k] /= total;
  }
}

}  // namespace lectern::metrics
