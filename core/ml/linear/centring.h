#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/linear/least_squares.h"

namespace lectern::linear {

// X and y with their means taken off, so that an intercept needs no penalty and no column of its own;
// without an intercept the data are left as they are.
struct CentredData {
  CentredData(ConstMatrixView<double> X, std::span<const double> y, bool fit_intercept);

  // The model of the original data that has these coefficients.
  LinearModel model(std::span<const double> coefficients) const;

  Matrix<double> X;            // n × d
  std::vector<double> y;       // n
  std::vector<double> mean_x;  // d, zero without an intercept
  double mean_y = 0;

  auto state() const { return std::tie(X, y, mean_x, mean_y); }
};

}  // namespace lectern::linear
