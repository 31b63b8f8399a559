#include "core/ml/linear/rectified.h"

#include <algorithm>

namespace lectern::linear {

double rectified_risk(ConstMatrixView<double> A, std::span<const double> y, std::span<const double> theta) {
  return rectified_risk(A, y, theta, {});
}

double rectified_risk(ConstMatrixView<double> A, std::span<const double> y, std::span<const double> theta,
                      std::span<double> d_theta) {
  std::fill(d_theta.begin(), d_theta.end(), 0.0);
  if (A.rows == 0) return 0;
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < A.rows; ++i) {
    const double* a = A.row(i);
    double z = 0;
    for (std::size_t j = 0; j < theta.size(); ++j) z += theta[j] * a[j];
    const double miss = std::max(z, 0.0) - y[static_cast<std::size_t>(i)];
    sum += miss * miss;
    if (!(z > 0)) continue;
    for (std::size_t j = 0; j < d_theta.size(); ++j) d_theta[j] += 2 * miss * a[j];
  }
  const auto n = static_cast<double>(A.rows);
  for (double& derivative : d_theta) derivative /= n;
  return sum / n;
}

}  // namespace lectern::linear
