#include "core/experiments/invariances/four_nets.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/demo.h"
#include "core/ml/nn/loss.h"

namespace lectern::invariances {
namespace {

constexpr double kLearningRate = 0.005;
constexpr int kDenseUnits = 32;  // of the convolutional network, behind its filters

nn::Network<float> built(const nn::ConvolutionalPlan& plan) {
  auto network = nn::Network<float>::build({1, kSide, kSide}, nn::layer_specs(plan));
  if (!network) throw CannotStart(network.error());
  return std::move(*network);
}

}  // namespace

data::Deformation Augmentation::draw(Rng& rng) const {
  data::Deformation deformation;
  if (alone) {
    add_random(*alone, goes_far, rng, deformation);
    return deformation;
  }
  for (const auto& [transformation, id, label] : kTransformations)
    if (transformation != Transformation::reflection) add_random(transformation, goes_far, rng, deformation);
  return deformation;
}

FourNets::FourNets(const std::vector<int>& channels, nn::Pooling pooling, int classes, const Rng& rng)
    : rng_(rng.split("batches")) {
  nn::ConvolutionalPlan plan{.channels = channels,
                             .side = kSide,
                             .paddings = {},
                             .pooling = pooling,
                             .dense = {kDenseUnits},
                             .classes = classes};
  nn::Network<float> cnn = built(plan);
  cnn.initialise(rng.split("cnn"));
  plan.channels.clear();
  const auto wanted = static_cast<double>(cnn.parameters().size()) - classes;
  plan.dense = {std::max(static_cast<int>(std::lround(wanted / (kPixels + 1 + classes))), 1)};
  nn::Network<float> dense = built(plan);
  dense.initialise(rng.split("dense"));
  networks_ = {cnn, cnn, dense, dense};
  for (const nn::Network<float>& network : networks_)
    optimizers_.emplace_back(nn::optimizer_spec(nn::DescentRule::adam, kLearningRate, 0), network.parameters().size());
}

void FourNets::step(const PictureData& data, const LabelledPictures& pictures, std::ptrdiff_t n,
                    const Augmentation& augmentation, int planned, ThreadPool* pool) {
  plain_->resize(kBatch, kPixels);
  deformed_->resize(kBatch, kPixels);
  labels_->resize(kBatch);
  for (std::ptrdiff_t i = 0; i < kBatch; ++i) {
    const auto chosen = static_cast<std::ptrdiff_t>(rng_.below(static_cast<std::uint32_t>(n)));
    (*labels_)[static_cast<std::size_t>(i)] = pictures.labels[static_cast<std::size_t>(chosen)];
    const data::Deformation deformation = augmentation.draw(rng_);
    const std::size_t bend = rng_.below(1u << 16);
    data.write_input(pictures.picture(chosen), {}, 0, plain_->row(i), *room_);
    data.write_input(pictures.picture(chosen), deformation, bend, deformed_->row(i), *room_);
  }
  const double left = 1 - static_cast<double>(updates_) / planned;
  for (std::size_t k = 0; k < kNets; ++k) {
    optimizers_[k].spec().learning_rate = kLearningRate * std::max(left, 0.05);
    nn::Pass<float>& pass = (*passes_)[k];
    networks_[k].forward(pass, k % 2 == 0 ? plain_->view() : deformed_->view(), rng_, pool);
    nn::softmax_cross_entropy<float>(pass.output(), *labels_, pass.output_gradient());
    networks_[k].backward(pass, {}, pool);
    optimizers_[k].step(networks_[k].parameters(), networks_[k].gradients(), pool);
  }
  ++updates_;
}

std::array<double, kNets> FourNets::accuracies(ConstMatrixView<float> inputs, std::span<const int> labels,
                                               ThreadPool* pool) const {
  std::array<double, kNets> shares{};
  for (std::size_t k = 0; k < kNets; ++k) {
    scores_->resize(inputs.rows, networks_[k].output_shape().size());
    networks_[k].predict((*looks_)[k], inputs, *scores_, pool);
    int correct = 0;
    for (std::ptrdiff_t i = 0; i < inputs.rows; ++i) {
      const float* row = scores_->row(i);
      const auto predicted = std::max_element(row, row + scores_->cols()) - row;
      correct += predicted == labels[static_cast<std::size_t>(i)] ? 1 : 0;
    }
    shares[k] = static_cast<double>(correct) / static_cast<double>(inputs.rows);
  }
  return shares;
}

void FourNets::posterior(Net net, ConstMatrixView<float> input, std::span<float> posterior, ThreadPool* pool) const {
  nn::Pass<float>& pass = (*looks_)[static_cast<std::size_t>(net)];
  network(net).evaluate(pass, input, pool);
  nn::posterior_of_scores({pass.output().row(0), posterior.size()}, posterior);
}

}  // namespace lectern::invariances
