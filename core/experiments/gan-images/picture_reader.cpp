#include "core/experiments/gan-images/picture_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/math/elementary.h"
#include "core/ml/nn/loss.h"

namespace lectern {
namespace {

constexpr int kUnits = 64, kBatch = 64;
constexpr double kRate = 0.003;

nn::Network<float> make_network(std::ptrdiff_t pixels, int classes, const Rng& rng) {
  nn::Network<float> network =
      *nn::Network<float>::build({pixels, 1, 1},
                                 {nn::DenseSpec{kUnits, {nn::ActivationKind::relu}}, nn::DenseSpec{classes}});
  network.initialise(rng);
  return network;
}

// The likeliest class of a row of logits, and its probability.
PictureReader::Guess best_of(std::span<const float> logits) {
  const auto best = std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += math::exp(static_cast<double>(logit) - static_cast<double>(*best));
  return {static_cast<int>(best - logits.begin()), 1 / sum};
}

}  // namespace

PictureReader::PictureReader(ConstMatrixView<float> pictures, int classes, const Rng& rng)
    : network_(make_network(pictures.cols, classes, rng.split("weights"))),
      optimizer_({.kind = nn::OptimizerKind::adam, .learning_rate = kRate}, network_.parameters().size()),
      sampler_(static_cast<std::int32_t>(pictures.rows), kBatch, rng.split("batches")) {}

void PictureReader::learn(ConstMatrixView<float> pictures, std::span<const int> labels, ThreadPool* pool) {
  if (has_learned()) return;
  const std::span<const std::int32_t> rows = sampler_.next();
  nn::gather_rows<float>(pictures, rows, *batch_);
  std::vector<std::int32_t> of_batch;
  for (const std::int32_t row : rows) of_batch.push_back(labels[static_cast<std::size_t>(row)]);
  Rng none(0);  // nothing is dropped
  network_.forward(*pass_, *batch_, none, pool);
  nn::softmax_cross_entropy<float>(pass_->output(), of_batch, pass_->output_gradient());
  network_.backward(*pass_, {}, pool);
  optimizer_.step(network_.parameters(), network_.gradients(), pool);
  ++lessons_;
}

PictureReader::Reading PictureReader::read(ConstMatrixView<float> pictures, std::span<const int> asked,
                                           ThreadPool* pool) const {
  const std::span<const Guess> guesses = guess(pictures, pool);
  Reading reading;
  reading.counts.assign(static_cast<std::size_t>(network_.output_shape().size()), 0);
  const double share = 1 / static_cast<double>(pictures.rows);
  for (std::size_t i = 0; i < guesses.size(); ++i) {
    const Guess& best = guesses[i];
    const bool is_asked = best.label == asked[i];
    if (is_asked) reading.right += share;
    if (best.probability <= kSure) continue;
    reading.sure += share;
    if (is_asked) reading.as_asked += share;
    ++reading.counts[static_cast<std::size_t>(best.label)];
  }
  return reading;
}

std::span<const PictureReader::Guess> PictureReader::guess(ConstMatrixView<float> pictures, ThreadPool* pool) const {
  const std::ptrdiff_t classes = network_.output_shape().size();
  outputs_->resize(pictures.rows, classes);
  network_.predict(*look_, pictures, *outputs_, pool);
  guesses_->clear();
  for (std::ptrdiff_t i = 0; i < pictures.rows; ++i)
    guesses_->push_back(best_of({outputs_->row(i), static_cast<std::size_t>(classes)}));
  return *guesses_;
}

}  // namespace lectern
