#include "core/ml/zoo/radial_basis_network.h"

#include <utility>

#include "core/math/elementary.h"

namespace lectern::zoo {

RadialBasisNetwork::RadialBasisNetwork(ConstMatrixView<double> X, std::span<const double> y, Matrix<double> centres,
                                       double width, double ridge, bool fit_bias)
    : centres_(std::move(centres)), width_(width) {
  output_ = linear::ridge(features(X), y, ridge, fit_bias);
}

Matrix<double> RadialBasisNetwork::features(ConstMatrixView<double> X) const {
  Matrix<double> Phi(X.rows, centres_.rows());
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t k = 0; k < centres_.rows(); ++k) {
      double squares = 0;
      for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
        const double d = X(i, j) - centres_(k, j);
        squares += d * d;
      }
      Phi(i, k) = math::exp(-squares / (2 * width_ * width_));
    }
  return Phi;
}

std::vector<double> RadialBasisNetwork::predict(ConstMatrixView<double> X) const {
  return output_.predict(features(X));
}

}  // namespace lectern::zoo
