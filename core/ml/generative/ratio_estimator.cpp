#include "core/ml/generative/ratio_estimator.h"

#include <algorithm>
#include <cstddef>

#include "core/ml/nn/loss.h"

namespace lectern::generative {
namespace {

nn::Network<float> make_network(int inputs, int hidden, const Rng& rng) {
  const nn::Activation tanh{nn::ActivationKind::tanh};
  nn::Network<float> network =
      *nn::Network<float>::build({inputs, 1, 1},
                                 {nn::DenseSpec{hidden, tanh}, nn::DenseSpec{hidden, tanh}, nn::DenseSpec{1}});
  network.initialise(rng);
  return network;
}

void join(const float* theta, std::ptrdiff_t p, const float* data, std::ptrdiff_t q, float* pair) {
  std::copy_n(theta, p, pair);
  std::copy_n(data, q, pair + p);
}

}  // namespace

RatioEstimator::RatioEstimator(int theta, int data, int hidden, double learning_rate, const Rng& rng)
    : network_(make_network(theta + data, hidden, rng)),
      optimizer_({.kind = nn::OptimizerKind::adam, .learning_rate = learning_rate}, network_.parameters().size()) {}

double RatioEstimator::step(ConstMatrixView<float> theta, ConstMatrixView<float> data, ThreadPool* pool) {
  const std::ptrdiff_t n = theta.rows, p = theta.cols, q = data.cols;
  Work& work = *work_;
  work.pairs.resize(2 * n, p + q);
  work.truth.resize(2 * n, 1);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    join(theta.row(i), p, data.row(i), q, work.pairs.row(i));
    join(theta.row(i), p, data.row((i + 1) % n), q, work.pairs.row(n + i));
    work.truth(i, 0) = 1;
    work.truth(n + i, 0) = 0;
  }
  network_.evaluate(work.pass, work.pairs, pool);
  const double cost = nn::loss_and_gradient<float>({.kind = nn::LossKind::bce_with_logits}, work.pass.output(),
                                                   work.truth, work.pass.output_gradient());
  network_.backward(work.pass, {}, pool);
  optimizer_.step(network_.parameters(), network_.gradients(), pool);
  return cost;
}

void RatioEstimator::log_ratio(ConstMatrixView<float> theta, ConstMatrixView<float> data, std::span<float> log_ratio,
                               ThreadPool* pool) const {
  Work& work = *work_;
  work.pairs.resize(theta.rows, theta.cols + data.cols);
  for (std::ptrdiff_t i = 0; i < theta.rows; ++i)
    join(theta.row(i), theta.cols, data.row(i), data.cols, work.pairs.row(i));
  network_.predict(work.pass, work.pairs, {log_ratio.data(), theta.rows, 1, 1}, pool);
}

}  // namespace lectern::generative
