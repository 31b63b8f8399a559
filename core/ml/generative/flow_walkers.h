#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/density/multimodal_energy.h"
#include "core/ml/generative/coupling_flow.h"
#include "core/ml/nn/optimizer.h"

namespace lectern::generative {

// Maximum-likelihood training of a flow: Adam, one optimizer a layer.
class FlowTraining {
 public:
  FlowTraining(CouplingFlow<float> flow, double learning_rate);

  const CouplingFlow<float>& flow() const { return flow_; }
  void set_learning_rate(double learning_rate);

  // One step down the cost −(1/n) Σ log q(x), which it returns as it was before.   batch  n × d
  // context  n × the flow's context, where it has one
  double step(ConstMatrixView<float> batch, ThreadPool* pool = nullptr, ConstMatrixView<float> context = {});

  auto state() const { return std::tie(flow_, optimizers_); }

 private:
  CouplingFlow<float> flow_;
  std::vector<nn::Optimizer<float>> optimizers_;
};

// Parameters of `mean`, a flow of the same making, go so far towards those of `flow` (nn::move_towards).
void average_into(CouplingFlow<float>& mean, const CouplingFlow<float>& flow, double share);

// Walkers under one density: they move locally, and may jump to where a flow proposes.
class FlowWalkers {
 public:
  FlowWalkers() = default;
  FlowWalkers(int walkers, int dimension) : places_(walkers, dimension) {}

  // n × d
  Matrix<double>& places() { return places_; }
  const Matrix<double>& places() const { return places_; }

  // Langevin moves of every walker (core/ml/density/multimodal_energy.h); returns the share accepted, NaN for no moves.
  double move_locally(const density::MultimodalEnergy& energy, double h, int moves, Rng& rng);

  // One proposal of the flow for every walker, accepted by Metropolis' rule; returns the share accepted.
  double jump(const density::MultimodalEnergy& energy, const CouplingFlow<float>& flow, Rng& rng,
              ThreadPool* pool = nullptr);

  // Of the last jump, n each: whether it was accepted; the log weight −U − log q of what was proposed, and the share of
  // it that lies on the right.
  const std::vector<int>& jumped() const { return jumped_; }
  const std::vector<double>& log_weights() const { return log_weights_; }
  const std::vector<double>& right_shares() const { return right_shares_; }
  void forget_jumps() { jumped_.clear(); }

  auto state() const {
    return std::tuple(std::tie(places_), unhashed(jumped_), unhashed(log_weights_), unhashed(right_shares_));
  }

 private:
  struct Work {
    Matrix<float> here, noise, proposals;
    std::vector<float> log_q_here, log_q_proposed;
    std::vector<double> proposal;
  };

  Matrix<double> places_;
  std::vector<int> jumped_;
  std::vector<double> log_weights_, right_shares_;
  Scratch<Work> work_;
};

}  // namespace lectern::generative
