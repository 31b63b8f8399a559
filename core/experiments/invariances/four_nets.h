#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/experiments/invariances/picture_set.h"
#include "core/experiments/invariances/transformations.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/reading.h"

namespace lectern::invariances {

enum class Net { cnn, cnn_augmented, dense, dense_augmented };
inline constexpr std::size_t kNets = 4;
inline constexpr std::array<const char*, kNets> kNetNames{"CNN", "CNN, augmented", "dense", "dense, augmented"};

// What is done to the pictures that augmented networks learn from; nothing: all but reflection.
struct Augmentation {
  std::optional<Transformation> alone;
  bool goes_far = false;

  data::Deformation draw(Rng& rng) const;
};

// A convolutional network and a dense one of as many parameters, each learning twice from the same start: from the
// pictures as they are, and from the same pictures deformed anew each time. All see the same pictures in each update.
class FourNets {
 public:
  FourNets(const std::vector<int>& channels, nn::Pooling pooling, int classes, const Rng& rng);

  // One update of each by Adam, from a batch drawn of the first n pictures. The learning rate falls linearly to a
  // twentieth over `planned` updates, so that the last batches do not decide.
  void step(const PictureData& data, const LabelledPictures& pictures, std::ptrdiff_t n,
            const Augmentation& augmentation, int planned, ThreadPool* pool);

  // The share of inputs, n × kPixels, that each classifies correctly.
  std::array<double, kNets> accuracies(ConstMatrixView<float> inputs, std::span<const int> labels,
                                       ThreadPool* pool) const;
  // posterior  classes, overwritten
  void posterior(Net net, ConstMatrixView<float> input, std::span<float> posterior, ThreadPool* pool) const;

  const nn::Network<float>& network(Net net) const { return networks_[static_cast<std::size_t>(net)]; }
  std::int64_t updates() const { return updates_; }
  auto state() const { return std::tie(networks_, optimizers_, rng_, updates_); }

 private:
  static constexpr int kBatch = 32;

  std::vector<nn::Network<float>> networks_;
  std::vector<nn::Optimizer<float>> optimizers_;
  Rng rng_;
  std::int64_t updates_ = 0;
  Scratch<Matrix<float>> plain_, deformed_, scores_;
  Scratch<std::vector<std::int32_t>> labels_;
  Scratch<std::vector<float>> room_;
  Scratch<std::array<nn::Pass<float>, kNets>> passes_;
  Scratch<std::array<nn::Pass<float>, kNets>> looks_;  // one each, since their layers differ
};

}  // namespace lectern::invariances
