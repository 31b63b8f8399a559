#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/sampler.h"

namespace lectern::linear {

enum class BatchOrder {
  shuffled,     // every epoch goes once through all samples, in an order of its own
  independent,  // every batch is drawn anew from all samples, without repeating one inside a batch
};

inline constexpr std::array<Named<BatchOrder>, 2> kBatchOrders{{
    {BatchOrder::shuffled, "shuffled", "Shuffled in each epoch"},
    {BatchOrder::independent, "independent", "Drawn independently"},
}};

// Least squares by descent on batches of samples; one step is one update
//   θ ← θ − η (2/b) Σ_{i in batch} (θ·a_i − y_i) a_i
// A batch of all samples is gradient descent; a batch of one is online learning, the LMS rule.
// Source: Widrow, Hoff, Adaptive switching circuits, IRE WESCON (1960).
class BatchDescent {
 public:
  // start  p; batch ≥ 1, a batch larger than the data counts as all of it
  BatchDescent(std::span<const double> start, int batch, BatchOrder order, const Rng& rng);

  // One update by the samples A (n × p) and y (n); nothing without samples. The data may differ from step to step.
  void step(ConstMatrixView<double> A, std::span<const double> y, double eta);

  // Another size from the next update on; shuffled batches begin a new epoch.
  void set_batch(int batch) { batch_ = batch; }

  std::span<const double> theta() const { return theta_; }
  int batch_of(std::ptrdiff_t n) const;  // samples of an update on n samples, except where an epoch's last are fewer
  std::int64_t updates() const { return updates_; }
  std::int64_t samples_seen() const { return seen_; }

  auto state() const {
    return std::tie(rng_, theta_, optimizer_, sampler_, batch_, sampled_n_, sampled_batch_, updates_, seen_, rows_);
  }

 private:
  std::span<const std::int32_t> next_batch(std::ptrdiff_t n);

  int batch_;
  BatchOrder order_;
  Rng rng_;
  std::vector<double> theta_;
  Scratch<std::vector<double>> gradient_;
  nn::Optimizer<double> optimizer_;
  std::optional<nn::MiniBatchSampler> sampler_;  // shuffled; for sampled_n_ and sampled_batch_
  std::vector<std::int32_t> rows_;               // independent: all rows, the batch first
  std::ptrdiff_t sampled_n_ = 0;
  int sampled_batch_ = 0;
  std::int64_t updates_ = 0, seen_ = 0;
};

}  // namespace lectern::linear
