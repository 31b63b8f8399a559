#include "core/ml/density/rejection_abc.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "core/math/linear_algebra.h"

namespace lectern::density {

void rejection_abc(ConstMatrixView<double> summary, std::span<const double> observed, std::span<const double> scale,
                   const AbcRule& rule, AbcSample& sample) {
  const auto n = static_cast<std::size_t>(summary.rows);
  sample.distance.resize(n);
  sample.accepted.clear();
  for (std::ptrdiff_t i = 0; i < summary.rows; ++i) {
    double square = 0;
    for (std::ptrdiff_t j = 0; j < summary.cols; ++j) {
      const double z = (summary(i, j) - observed[static_cast<std::size_t>(j)]) / scale[static_cast<std::size_t>(j)];
      square += z * z;
    }
    sample.distance[static_cast<std::size_t>(i)] = std::sqrt(square);
  }
  sample.epsilon = rule.epsilon;
  if (rule.accept > 0 && n > 0) {
    // The value at this place is the same however equal ones are ordered.
    std::vector<double> ordered = sample.distance;
    const auto last = ordered.begin() + std::min<std::ptrdiff_t>(rule.accept, summary.rows) - 1;
    std::nth_element(ordered.begin(), last, ordered.end());
    sample.epsilon = *last;
  }
  for (std::size_t i = 0; i < n; ++i)
    if (sample.distance[i] <= sample.epsilon) sample.accepted.push_back(static_cast<int>(i));
}

AbcAdjustment adjusted_by_regression(ConstMatrixView<double> theta, ConstMatrixView<double> summary,
                                     std::span<const double> observed, std::span<const double> scale,
                                     const AbcSample& sample) {
  const auto accepted = static_cast<std::ptrdiff_t>(sample.accepted.size());
  const std::ptrdiff_t q = summary.cols, p = theta.cols;
  AbcAdjustment result;
  Matrix<double> Z(accepted, 1 + q), weighted(accepted, 1 + q);
  result.adjusted.resize(accepted, p);
  for (std::ptrdiff_t a = 0; a < accepted; ++a) {
    const int i = sample.accepted[static_cast<std::size_t>(a)];
    const double ratio = sample.epsilon > 0 ? sample.distance[static_cast<std::size_t>(i)] / sample.epsilon : 0;
    const double weight = 1 - ratio * ratio;
    result.weight.push_back(weight);
    Z(a, 0) = 1;
    for (std::ptrdiff_t j = 0; j < q; ++j)
      Z(a, 1 + j) = (summary(i, j) - observed[static_cast<std::size_t>(j)]) / scale[static_cast<std::size_t>(j)];
    for (std::ptrdiff_t j = 0; j <= q; ++j) weighted(a, j) = weight * Z(a, j);
    for (std::ptrdiff_t j = 0; j < p; ++j) result.adjusted(a, j) = theta(i, j);
  }
  const Matrix<double> normal = product_transposed_first(weighted, Z);
  const Matrix<double> right = product_transposed_first(weighted, result.adjusted);
  std::optional<Matrix<double>> solved = solve_positive_definite(normal, right);
  if (!solved) return result;
  result.coefficients = std::move(*solved);
  for (std::ptrdiff_t a = 0; a < accepted; ++a)
    for (std::ptrdiff_t j = 0; j < p; ++j)
      for (std::ptrdiff_t k = 0; k < q; ++k) result.adjusted(a, j) -= Z(a, 1 + k) * result.coefficients(1 + k, j);
  return result;
}

}  // namespace lectern::density
