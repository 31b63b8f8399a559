#include "core/ml/density/kernel_density.h"

#include <algorithm>
#include <vector>

#include "core/math/elementary.h"

namespace lectern::density {

void kernel_log_density(ConstMatrixView<double> X, double bandwidth, ConstMatrixView<double> points,
                        std::span<double> out) {
  constexpr double kLogTwoPi = 1.8378770664093454835606594728112;
  const auto d = static_cast<double>(X.cols);
  const double log_norm = math::log(static_cast<double>(X.rows)) + d * (0.5 * kLogTwoPi + math::log(bandwidth));
  const double scale = -0.5 / (bandwidth * bandwidth);
  std::vector<double> terms(static_cast<std::size_t>(X.rows));
  for (std::ptrdiff_t m = 0; m < points.rows; ++m) {
    const double* x = points.row(m);
    for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
      double distance2 = 0;
      for (std::ptrdiff_t j = 0; j < X.cols; ++j) distance2 += (x[j] - X(i, j)) * (x[j] - X(i, j));
      terms[static_cast<std::size_t>(i)] = scale * distance2;
    }
    const double top = *std::max_element(terms.begin(), terms.end());
    for (double& term : terms) term -= top;
    math::exp(terms, terms);
    double sum = 0;
    for (double term : terms) sum += term;
    out[static_cast<std::size_t>(m)] = top + math::log(sum) - log_norm;
  }
}

}  // namespace lectern::density
