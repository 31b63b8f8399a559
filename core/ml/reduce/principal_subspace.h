#pragma once

#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::reduce {

// The directions of largest variance of data, and what a code of as many numbers leaves of a picture.
struct PrincipalSubspace {
  std::vector<float> mean;   // d
  Matrix<float> directions;  // k × d, orthonormal rows, largest variance first; the largest entry of each is positive
  std::vector<double> variance;  // k: of the data along each, divided by n

  auto state() const { return std::tie(mean, directions, variance); }

  // Z = (X - mean) directionsᵀ.   X  n × d;  Z  n × k, overwritten
  void encode(ConstMatrixView<float> X, MatrixView<float> Z) const;
  // The mean over all n·d entries of the squared difference between X and its projection on the subspace.
  double squared_error(ConstMatrixView<float> X) const;
};

// The first k principal components by subspace iteration with a Rayleigh–Ritz step: for few components of many columns.
//   X  n × d, n ≥ 1;  1 ≤ k ≤ d
// Cost: n d² for the covariance and about 60 d² (k + 4) after it.
// Source: Golub, Van Loan, Matrix Computations (4th ed., 2013), §8.2.4.
// Numerical note: the covariance is summed in float, like a layer; directions whose variances nearly agree are found
// only as the subspace that they span.
PrincipalSubspace principal_subspace(ConstMatrixView<float> X, int k, ThreadPool* pool = nullptr);

// Replaces the rows of A (k × d) by an orthonormal basis of what they span; a row that the ones before it span becomes
// 0. Modified Gram–Schmidt, twice, in double.
void orthonormalise_rows(Matrix<float>& A);

}  // namespace lectern::reduce
