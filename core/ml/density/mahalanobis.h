#pragma once

#include <optional>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::density {

// Distances from a sample's mean in units of its scatter: D² = (x − m)ᵀ C⁻¹ (x − m) with
//   C = (1 − g) S + g tr(S)/d · 1
// the sample covariance S (n − 1) shrunk towards a multiple of the unit matrix. Of normal data D² is nearly χ² of d
// degrees of freedom.
// Sources: Mahalanobis, On the generalised distance in statistics, Proc. Nat. Inst. Sci. India 2 (1936) 49; Ledoit,
// Wolf, A well-conditioned estimator for large-dimensional covariance matrices, J. Multivariate Anal. 88 (2004) 365.
class Mahalanobis {
 public:
  // X  n × d, n ≥ 2;  shrinkage  g in [0, 1]
  // Nothing where C is not positive definite.
  static std::optional<Mahalanobis> fit(ConstMatrixView<double> X, double shrinkage);

  const std::vector<double>& mean() const { return mean_; }
  const Matrix<double>& covariance() const { return covariance_; }
  // D² of each row.   X  m × d
  std::vector<double> squared_distances(ConstMatrixView<double> X) const;

  auto state() const { return std::tie(mean_, covariance_, inverse_); }

 private:
  std::vector<double> mean_;
  Matrix<double> covariance_, inverse_;
};

// P(χ² > x) for whole degrees of freedom d ≥ 1, by the finite sums; x ≥ 0.
// Source: Abramowitz, Stegun, Handbook of mathematical functions (1964), 26.4.4, 26.4.5.
double chi_squared_above(double x, int degrees);

}  // namespace lectern::density
