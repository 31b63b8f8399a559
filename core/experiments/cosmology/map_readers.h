#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/experiments/cosmology/sky.h"
#include "core/lab/history.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/simd/thread_pool.h"

namespace lectern {

// Two networks that say σ and n of a map with mean and variance, and learn it from the same maps, all of them new: one
// convolutional, which sees the map, and one that is told its power spectrum alone.
class MapReaders {
 public:
  struct Plan {
    int channels = 8;
    int batch_size = 16;
  };
  enum Reader { kSpectrum, kPictures, kReaders };

  MapReaders(const Plan& plan, const Rng& rng);

  // One update of both with so many new maps; false where a cost is no number.
  bool step(const Sky& sky, double learning_rate, ThreadPool& pool);

  // maps  m × Sky::kCells;  answers  m, overwritten
  void read(Reader reader, const Sky& sky, ConstMatrixView<float> maps, std::vector<FieldAnswer>& answers,
            ThreadPool& pool) const;

  std::int64_t updates() const { return updates_; }
  const History& costs() const { return costs_; }

  auto state() const {
    return std::tuple(std::tie(networks_, averages_, optimizers_, rng_, updates_), unhashed(costs_));
  }

 private:
  struct Look {
    Matrix<float> inputs, outputs;
    nn::Pass<float> pass;
    std::vector<Sky::Workspace> work;
  };

  void fill_inputs(Reader reader, const Sky& sky, ConstMatrixView<float> maps, Look& look, ThreadPool& pool) const;

  Plan plan_;
  std::vector<nn::Network<float>> networks_, averages_;
  std::vector<nn::Optimizer<float>> optimizers_;
  Rng rng_;
  std::int64_t updates_ = 0;
  History costs_{2};
  Scratch<Look> training_, looking_;
  Scratch<Matrix<float>> maps_;
  Scratch<std::vector<float>> truth_;
};

}  // namespace lectern
