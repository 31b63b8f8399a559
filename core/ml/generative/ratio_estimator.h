#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::generative {

// How much more likely data x are with parameters θ than on average, p(x | θ)/p(x) = p(θ | x)/p(θ): the odds of a
// network that tells pairs (θ, x) that belong together from pairs that were mixed.
// Source: Hermans, Begy, Louppe, Likelihood-free MCMC with amortized approximate ratio estimators (ICML 2020).
class RatioEstimator {
 public:
  // theta, data  numbers of each;  hidden  neurons in each of two hidden layers
  RatioEstimator(int theta, int data, int hidden, double learning_rate, const Rng& rng);

  void set_learning_rate(double learning_rate) { optimizer_.spec().learning_rate = learning_rate; }

  // One step of Adam down the cross-entropy, which it returns as it was before; log 2 is that of a guess. The θ of each
  // row is mixed with the x of the row after it.
  // theta  n × p, data  n × q, rows that belong together in random order, n ≥ 2
  double step(ConstMatrixView<float> theta, ConstMatrixView<float> data, ThreadPool* pool = nullptr);

  // log p(x | θ)/p(x) of each row.   log_ratio  n, overwritten
  void log_ratio(ConstMatrixView<float> theta, ConstMatrixView<float> data, std::span<float> log_ratio,
                 ThreadPool* pool = nullptr) const;

  auto state() const { return std::tie(network_, optimizer_); }

 private:
  struct Work {
    Matrix<float> pairs, truth;
    nn::Pass<float> pass;
  };

  nn::Network<float> network_;
  nn::Optimizer<float> optimizer_;
  Scratch<Work> work_;
};

}  // namespace lectern::generative
