#include "core/experiments/ising/spin_reader.h"

#include <cmath>
#include <utility>

#include "core/lab/demo.h"
#include "core/math/elementary.h"
#include "core/ml/nn/layer_spec.h"
#include "core/ml/nn/loss.h"

namespace lectern::ising {
namespace {

constexpr int kFilters = 6, kDeepFilters = 8;

nn::Network<float> built(int side, const std::vector<nn::LayerSpec>& layers, const Rng& rng) {
  auto network = nn::Network<float>::build({1, side, side}, layers);
  if (!network) throw CannotStart(network.error());
  network->initialise(rng.split("start"));
  return std::move(*network);
}

}  // namespace

SpinReader::SpinReader(nn::Network<float> network, const Rng& rng)
    : network_(std::move(network)),
      optimizer_(nn::optimizer_spec(nn::DescentRule::adam, 0.01, 0), network_.parameters().size()),
      rng_(rng.split("training")) {}

SpinReader SpinReader::dense(int side, int hidden, const Rng& rng) {
  return SpinReader(
      built(side, {nn::DenseSpec{.units = hidden, .activation = {nn::ActivationKind::sigmoid}}, nn::DenseSpec{2}}, rng),
      rng);
}

SpinReader SpinReader::convolutional(int side, const Rng& rng) {
  const nn::Activation relu{nn::ActivationKind::relu};
  const std::ptrdiff_t half = side / 2;
  return SpinReader(built(side,
                          {nn::Conv2dSpec{.channels = kFilters, .padding = {1, 1}, .activation = relu},
                           nn::MaxPool2dSpec{},
                           nn::Conv2dSpec{.channels = kDeepFilters, .padding = {1, 1}, .activation = relu},
                           nn::AvgPool2dSpec{.kernel = {half, half}, .stride = {half, half}}, nn::DenseSpec{2}},
                          rng),
                    rng);
}

void SpinReader::learn(ConstMatrixView<float> X, std::span<const std::int32_t> y, double learning_rate, double l2,
                       ThreadPool* pool) {
  optimizer_.spec().learning_rate = learning_rate;
  optimizer_.spec().l2 = l2;
  network_.forward(*pass_, X, rng_, pool);
  nn::softmax_cross_entropy<float>(pass_->output(), y, pass_->output_gradient());
  network_.backward(*pass_, {}, pool);
  optimizer_.step(network_.parameters(), network_.gradients(), pool);
}

void SpinReader::read(ConstMatrixView<float> X, std::vector<float>& p, ThreadPool* pool) const {
  scores_->resize(X.rows, 2);
  network_.predict(*look_, X, *scores_, pool);
  p.resize(static_cast<std::size_t>(X.rows));
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    p[static_cast<std::size_t>(i)] = math::sigmoid((*scores_)(i, 0) - (*scores_)(i, 1));
}

}  // namespace lectern::ising
