#include "core/ml/density/kl_divergence.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "core/math/elementary.h"

namespace lectern::density {
namespace {

constexpr std::ptrdiff_t kNobody = -1;

// log of the mean kernel of `set` at a point, row `self` left out; up to the norm of the kernel.
double log_mean_kernel(const float* point, ConstMatrixView<float> set, double scale, std::ptrdiff_t self,
                       std::vector<double>& terms) {
  terms.clear();
  for (std::ptrdiff_t r = 0; r < set.rows; ++r) {
    if (r == self) continue;
    double squared = 0;
    for (std::ptrdiff_t c = 0; c < set.cols; ++c) {
      const double difference = static_cast<double>(point[c]) - static_cast<double>(set(r, c));
      squared += difference * difference;
    }
    terms.push_back(scale * squared);
  }
  const double top = *std::max_element(terms.begin(), terms.end());
  for (double& term : terms) term -= top;
  math::exp(std::span<const double>(terms), std::span<double>(terms));
  double sum = 0;
  for (const double term : terms) sum += term;
  return top + math::log(sum / static_cast<double>(terms.size()));
}

}  // namespace

double kl_divergence_of_blurred(ConstMatrixView<float> P, ConstMatrixView<float> Q, double h) {
  if (P.rows < 2 || Q.rows < 1 || P.cols != Q.cols) return std::numeric_limits<double>::quiet_NaN();
  const double scale = -0.5 / (h * h);
  std::vector<double> terms;
  terms.reserve(static_cast<std::size_t>(std::max(P.rows, Q.rows)));
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < P.rows; ++i)
    sum += log_mean_kernel(P.row(i), P, scale, i, terms) - log_mean_kernel(P.row(i), Q, scale, kNobody, terms);
  return sum / static_cast<double>(P.rows);
}

}  // namespace lectern::density
