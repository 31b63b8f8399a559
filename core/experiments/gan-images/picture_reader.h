#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/sampler.h"

namespace lectern {

// A small network that learns to tell the classes of real pictures apart, a batch at a time, and is then fixed: it
// reads what a generator makes. It never sees a sample while it learns.
class PictureReader {
 public:
  static constexpr int kLessons = 500;  // batches
  static constexpr double kSure = 0.9;  // p of a class from which on a picture is read as it

  PictureReader(ConstMatrixView<float> pictures, int classes, const Rng& rng);

  bool has_learned() const { return lessons_ >= kLessons; }
  void learn(ConstMatrixView<float> pictures, std::span<const int> labels, ThreadPool* pool);

  struct Reading {
    double sure = 0;          // share of pictures with a class of p > kSure
    double as_asked = 0;      // … that is the one asked for
    double right = 0;         // share whose likeliest class is the one asked for
    std::vector<int> counts;  // of the sure ones, by class
  };
  // asked  n classes
  Reading read(ConstMatrixView<float> pictures, std::span<const int> asked, ThreadPool* pool) const;
  // The likeliest class of each picture, and its probability; valid until the next call.
  struct Guess {
    int label = 0;
    double probability = 0;
  };
  std::span<const Guess> guess(ConstMatrixView<float> pictures, ThreadPool* pool) const;

  auto state() const { return std::tuple(std::tie(network_, optimizer_, sampler_, lessons_)); }

 private:
  nn::Network<float> network_;
  nn::Optimizer<float> optimizer_;
  nn::MiniBatchSampler sampler_;
  int lessons_ = 0;
  Scratch<Matrix<float>> batch_, outputs_;
  Scratch<std::vector<Guess>> guesses_;
  Scratch<nn::Pass<float>> pass_, look_;
};

}  // namespace lectern
