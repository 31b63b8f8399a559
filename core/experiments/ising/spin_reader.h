#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"

namespace lectern::ising {

// A network that says how likely a state belongs to the first of two classes.
class SpinReader {
 public:
  // One hidden layer of sigmoids.
  static SpinReader dense(int side, int hidden, const Rng& rng);
  // Two layers of 3×3 filters, the maximum of blocks between them, the mean of the whole lattice behind them.
  static SpinReader convolutional(int side, const Rng& rng);

  // One update by Adam from a batch.   X  n × side²;  y  n, 0 or 1
  void learn(ConstMatrixView<float> X, std::span<const std::int32_t> y, double learning_rate, double l2,
             ThreadPool* pool);
  // The probability of class 0 of each row.   p  n, overwritten
  void read(ConstMatrixView<float> X, std::vector<float>& p, ThreadPool* pool) const;

  const nn::Network<float>& network() const { return network_; }
  auto state() const { return std::tie(network_, optimizer_, rng_); }

 private:
  SpinReader(nn::Network<float> network, const Rng& rng);

  nn::Network<float> network_;
  nn::Optimizer<float> optimizer_;
  Rng rng_;
  Scratch<nn::Pass<float>> pass_, look_;
  Scratch<Matrix<float>> scores_;
};

}  // namespace lectern::ising
