#pragma once

#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/density/multimodal_energy.h"
#include "core/ml/generative/flow_walkers.h"

namespace lectern {

// So many rows, drawn with replacement.   batch  overwritten
void draw_rows(const Matrix<float>& from, int rows, Rng& rng, Matrix<float>& batch);

// The last places of walkers, from which their flow learns.
class WalkerMemory {
 public:
  static constexpr int kSteps = 10;

  // Their places after another step.   places  n × d
  void add(const Matrix<double>& places);
  void draw(int rows, Rng& rng, Matrix<float>& batch) const { draw_rows(places_, rows, rng, batch); }

  auto state() const { return std::tie(places_, added_); }

 private:
  Matrix<float> places_;  // (kSteps · n) × d, of fewer steps in the beginning
  std::uint64_t added_ = 0;
};

// What happens in a step of walkers with a flow.
struct WalkerMoves {
  int updates = 2;  // of the flow
  int local_moves = 5;
  double step_size = 0.02;
  bool jumps = true;
};

// The same wells in some other dimension, with walkers and a flow of their own: what becomes of acceptance.
class Rung {
 public:
  static constexpr int kWalkers = 50, kBatch = 100;

  Rung(const density::EnergySpec& energy, generative::FlowTraining training, const Rng& rng);

  void set_learning_rate(double learning_rate) { training_.set_learning_rate(learning_rate); }
  void step(const WalkerMoves& moves, ThreadPool* pool);

  int dimension() const { return energy_.dimension(); }
  // Shares of the moves proposed in the last 20 steps; NaN where there were none.
  double jumps_accepted() const;
  double local_accepted() const { return local_; }

  auto state() const {
    return std::tuple(std::tie(training_, walkers_, memory_, rng_, batch_rng_), unhashed(jumps_), unhashed(local_));
  }

 private:
  density::MultimodalEnergy energy_;
  generative::FlowTraining training_;
  generative::FlowWalkers walkers_;
  WalkerMemory memory_;
  Rng rng_, batch_rng_;
  std::vector<double> jumps_;  // accepted, the last steps
  double local_;
  Scratch<Matrix<float>> batch_;
};

}  // namespace lectern
