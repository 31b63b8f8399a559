#include "core/ml/optimise/curvature.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lectern::optimise {

SymmetricEigen principal_curvatures(const Objective& objective, std::span<const double> x) {
  Matrix<double> H(objective.dimension(), objective.dimension());
  objective.hessian(x, H);
  const bool finite = std::all_of(H.data(), H.data() + H.size(), [](double value) { return std::isfinite(value); });
  if (finite) return symmetric_eigen(H);
  const double none = std::numeric_limits<double>::quiet_NaN();
  return {std::vector<double>(static_cast<std::size_t>(H.rows()), none), Matrix<double>(H.rows(), H.cols(), none)};
}

double largest_curvature(const Objective& objective, std::span<const double> x) {
  const std::vector<double> values = principal_curvatures(objective, x).values;
  return std::max(std::fabs(values.front()), std::fabs(values.back()));
}

double descent_limit(double curvature) { return curvature > 0 && std::isfinite(curvature) ? 2 / curvature : 1; }

double condition_number(std::span<const double> eigenvalues) {
  double least = std::numeric_limits<double>::infinity(), largest = 0;
  for (const double value : eigenvalues) {
    least = std::min(least, std::fabs(value));
    largest = std::max(largest, std::fabs(value));
  }
  return least > 0 ? largest / least : std::numeric_limits<double>::infinity();
}

}  // namespace lectern::optimise
