#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/ml/optimise/minimiser.h"

namespace lectern::optimise {

// The parabola that a method takes its objective for where it stands, with d the way from there:
//   f + gᵀd + ½ dᵀB d,   B the inverse of its estimate M, made symmetric
struct LocalModel {
  std::vector<double> x, g;  // D
  double f = 0;
  Matrix<double> B;              // D × D; empty where M does not exist or has no inverse
  std::vector<double> step;      // D: −M g, to where the model has no slope; 0 without B
  std::vector<double> believed;  // eigenvalues of B, ascending; not numbers without B
  std::vector<double> actual;    // of the objective's Hessian at x

  bool exists() const { return B.size() > 0; }
  // The model's value at x + d.
  double value(std::span<const double> d) const;
  // How far the model's flat place lies below f; negative above.
  double drop() const;

  auto state() const { return std::tie(x, g, f, B, step, believed, actual); }
};

// Asks the objective for a Hessian, uncounted.
LocalModel local_model(const Minimiser& minimiser);

}  // namespace lectern::optimise
