#include "core/ml/inverse/dictionary.h"

#include <algorithm>
#include <cmath>

#include "core/math/linear_algebra.h"

namespace lectern::inverse {

void DictionaryPosterior::write_picture(std::span<const double> mean, ConstMatrixView<double> atoms,
                                        std::span<double> picture) const {
  std::copy(mean.begin(), mean.end(), picture.begin());
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double* atom = atoms.row(static_cast<std::ptrdiff_t>(k));
    for (std::size_t j = 0; j < picture.size(); ++j) picture[j] += weights[k] * atom[j];
  }
}

void DictionaryPosterior::write_deviation(ConstMatrixView<double> atoms, std::span<double> deviation) const {
  std::fill(deviation.begin(), deviation.end(), 0.0);
  std::vector<double> spread(deviation.size());
  for (std::ptrdiff_t k = 0; k < atoms.rows; ++k) {
    std::fill(spread.begin(), spread.end(), 0.0);
    for (std::ptrdiff_t l = 0; l < atoms.rows; ++l) {
      const double factor = covariance(k, l);
      const double* atom = atoms.row(l);
      for (std::size_t j = 0; j < spread.size(); ++j) spread[j] += factor * atom[j];
    }
    const double* atom = atoms.row(k);
    for (std::size_t j = 0; j < spread.size(); ++j) deviation[j] += atom[j] * spread[j];
  }
  for (double& value : deviation) value = std::sqrt(std::max(value, 0.0));
}

DictionaryPosterior dictionary_posterior(ConstMatrixView<double> seen, std::span<const double> difference,
                                         double noise) {
  const std::ptrdiff_t k = seen.rows, d = seen.cols;
  const double weight = 1 / (noise * noise);
  Matrix<double> precision(k, k), right(k, k + 1);
  for (std::ptrdiff_t a = 0; a < k; ++a) {
    for (std::ptrdiff_t b = 0; b <= a; ++b) {
      double sum = 0;
      for (std::ptrdiff_t j = 0; j < d; ++j) sum += seen(a, j) * seen(b, j);
      precision(a, b) = precision(b, a) = weight * sum + (a == b ? 1 : 0);
    }
    double sum = 0;
    for (std::ptrdiff_t j = 0; j < d; ++j) sum += seen(a, j) * difference[static_cast<std::size_t>(j)];
    right(a, a) = 1;
    right(a, k) = weight * sum;
  }
  DictionaryPosterior posterior;
  posterior.weights.assign(static_cast<std::size_t>(k), 0);
  posterior.covariance = Matrix<double>(k, k);
  // 1 + S Sᵀ/s² has no eigenvalue below 1.
  const std::optional<Matrix<double>> solution = solve_positive_definite(precision, right);
  if (!solution) return posterior;
  for (std::ptrdiff_t a = 0; a < k; ++a) {
    for (std::ptrdiff_t b = 0; b < k; ++b) posterior.covariance(a, b) = (*solution)(a, b);
    posterior.weights[static_cast<std::size_t>(a)] = (*solution)(a, k);
  }
  return posterior;
}

}  // namespace lectern::inverse
