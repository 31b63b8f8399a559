#include "core/ml/metrics/distance_correlation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/math/sums.h"

namespace lectern::metrics {
namespace {

// The matrix A of some values.   → n × n
std::vector<double> centred_distances(std::span<const double> x) {
  const std::size_t n = x.size();
  std::vector<double> A(n * n), means(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) A[i * n + j] = std::fabs(x[i] - x[j]);
    means[i] = math::mean(std::span<const double>(A).subspan(i * n, n));
  }
  const double mean = math::mean(std::span<const double>(means));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) A[i * n + j] += mean - means[i] - means[j];
  return A;
}

// Σ_j M_ij sign(x_i − x_j)
double signed_sum(std::span<const double> row, std::span<const double> x, double at) {
  double sum = 0;
  for (std::size_t j = 0; j < x.size(); ++j) sum += at > x[j] ? row[j] : at < x[j] ? -row[j] : 0;
  return sum;
}

}  // namespace

double distance_correlation_squared(std::span<const double> x, std::span<const double> y, std::span<double> gradient) {
  const std::size_t n = x.size();
  std::fill(gradient.begin(), gradient.end(), 0.0);
  const std::vector<double> A = centred_distances(x), B = centred_distances(y);
  const double pairs = static_cast<double>(n) * static_cast<double>(n);
  const double together = math::dot(std::span<const double>(A), std::span<const double>(B)) / pairs;
  const double of_x = math::sum_of_squares(std::span<const double>(A)) / pairs;
  const double of_y = math::sum_of_squares(std::span<const double>(B)) / pairs;
  if (!(of_x > 0 && of_y > 0)) return 0;
  const double root = std::sqrt(of_x * of_y), value = together / root;
  // As the rows of A and B sum to 0, ∂Σ A_ij B_ij/∂x_i = 2 Σ_j B_ij sign(x_i − x_j), and of Σ A_ij² twice that of A.
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const double d_together = 2 * signed_sum(std::span<const double>(B).subspan(i * n, n), x, x[i]) / pairs;
    const double d_x = 4 * signed_sum(std::span<const double>(A).subspan(i * n, n), x, x[i]) / pairs;
    gradient[i] = d_together / root - 0.5 * value * d_x / of_x;
  }
  return value;
}

}  // namespace lectern::metrics
