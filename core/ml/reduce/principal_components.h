#pragma once

#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::reduce {

struct PcaOptions {
  int components = 0;   // 0, or more than there are: all, min(n, d)
  bool whiten = false;  // transformed columns have variance 1
  // Of the components by iteration, when only a few are asked for: |Σv − λv| ≤ tolerance · λ₁.
  double tolerance = 1e-10;
};

// Principal component analysis: the orthogonal directions along which centred data vary most.
//   X − mean = U S Vᵀ,   Σ = (X − mean)ᵀ(X − mean) / (n − 1) = V Λ Vᵀ,   Λ = S² / (n − 1)
// Source: Jolliffe, Principal Component Analysis (2nd ed., 2002); Mehta et al., Phys. Rep. 810 (2019), §XII.
struct PrincipalComponents {
  std::vector<double> mean;             // d
  Matrix<double> components;            // k × d, unit rows by falling variance; of each the largest entry is positive
  std::vector<double> variances;        // k: Λ
  std::vector<double> variance_ratios;  // k: of the total variance; 0 where nothing varies
  std::vector<double> singular_values;  // k: S
  double total_variance = 0;            // the trace of Σ
  bool whitens = false;

  // T = (X − mean) componentsᵀ, divided by √Λ if whitened (by 1 where Λ is 0).   X  m × d  →  m × k
  Matrix<double> transform(ConstMatrixView<double> X) const;
  // The point of the subspace: T components + mean.   T  m × k  →  m × d
  Matrix<double> reconstruct(ConstMatrixView<double> T) const;

  auto state() const { return std::tie(mean, components, variances, variance_ratios, singular_values, total_variance); }
};

// X  n × d, n ≥ 1. Decomposes the smaller of XᵀX and XXᵀ, so singular values below 10⁻⁸ of the largest are rounding
// noise. All components by a symmetric eigenproblem; few of many by leading_eigenvectors(), or, where a tolerance of
// 10⁻⁵ is enough, by some products with X alone if they reach it. The bits do not depend on the pool.
PrincipalComponents principal_components(ConstMatrixView<double> X, const PcaOptions& options = {},
                                         ThreadPool* pool = nullptr);

// The k largest eigenvalues of a symmetric positive semidefinite matrix and their eigenvectors, by subspace iteration
// filtered with Chebyshev polynomials of growing degree, from a start that is always the same.
// A  n × n;  vectors  n × k, columns. Nothing where it does not reach the tolerance in a bounded number of products.
// Source: Zhou, Saad, Tiago, Chelikowsky, J. Comput. Phys. 219 (2006) 172.
struct LeadingEigenvectors {
  std::vector<double> values;  // k, descending
  Matrix<double> vectors;      // n × k
};
std::optional<LeadingEigenvectors> leading_eigenvectors(ConstMatrixView<double> A, int k, double tolerance = 1e-10,
                                                        ThreadPool* pool = nullptr);

// Makes the columns of V orthonormal, in order, by Gram and Schmidt twice; a column that depends on those before is
// replaced by a unit vector that does not.   V  n × k, k ≤ n, overwritten
void orthonormalise_columns(MatrixView<double> V);

}  // namespace lectern::reduce
