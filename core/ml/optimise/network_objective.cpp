#include "core/ml/optimise/network_objective.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/math/finite_difference.h"

namespace lectern::optimise {

NetworkObjective::NetworkObjective(nn::Network<double> network, Matrix<double> X, Matrix<double> T,
                                   const nn::Loss& loss)
    : network_(std::move(network)), X_(std::move(X)), T_(std::move(T)), loss_(loss) {}

double NetworkObjective::value(std::span<const double> weights) const {
  std::copy(weights.begin(), weights.end(), network_.parameters().begin());
  network_.evaluate(pass_, X_);
  return nn::loss_and_gradient<double>(loss_, pass_.output(), T_, {});
}

void NetworkObjective::gradient(std::span<const double> weights, std::span<double> g) const {
  std::copy(weights.begin(), weights.end(), network_.parameters().begin());
  network_.evaluate(pass_, X_);
  nn::loss_and_gradient<double>(loss_, pass_.output(), T_, pass_.output_gradient());
  network_.backward(pass_);
  std::copy(network_.gradients().begin(), network_.gradients().end(), g.begin());
}

void NetworkObjective::hessian(std::span<const double> weights, MatrixView<double> H) const {
  std::vector<double> x(weights.begin(), weights.end());
  const std::vector<double> J =
      math::finite_difference_jacobian([&](std::span<double> g) { gradient(x, g); }, std::span<double>(x), x.size());
  const auto at = [&](std::ptrdiff_t i, std::ptrdiff_t j) { return J[static_cast<std::size_t>(i * H.cols + j)]; };
  for (std::ptrdiff_t i = 0; i < H.rows; ++i) {
    for (std::ptrdiff_t j = 0; j < H.cols; ++j) H(i, j) = 0.5 * (at(i, j) + at(j, i));
  }
}

void NetworkObjective::predict(std::span<const double> weights, ConstMatrixView<double> X, MatrixView<double> Y) const {
  std::copy(weights.begin(), weights.end(), network_.parameters().begin());
  network_.predict(prediction_, X, Y);
}

}  // namespace lectern::optimise
