#include "core/ml/linear/batch_descent.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/ml/linear/quadratic_cost.h"

namespace lectern::linear {

BatchDescent::BatchDescent(std::span<const double> start, int batch, BatchOrder order, const Rng& rng)
    : batch_(batch), order_(order), rng_(rng), theta_(start.begin(), start.end()), optimizer_({}, start.size()) {}

int BatchDescent::batch_of(std::ptrdiff_t n) const { return static_cast<int>(std::min<std::ptrdiff_t>(batch_, n)); }

std::span<const std::int32_t> BatchDescent::next_batch(std::ptrdiff_t n) {
  if (n != sampled_n_ || batch_of(n) != sampled_batch_) {
    sampled_n_ = n;
    sampled_batch_ = batch_of(n);
    rows_.resize(static_cast<std::size_t>(n));
    std::iota(rows_.begin(), rows_.end(), 0);
    sampler_.emplace(static_cast<std::int32_t>(n), sampled_batch_, rng_.split(static_cast<std::uint64_t>(updates_)));
  }
  if (order_ == BatchOrder::shuffled) return sampler_->next();
  const auto size = static_cast<std::size_t>(sampled_batch_);
  if (size < rows_.size()) {
    for (std::size_t i = 0; i < size; ++i)
      std::swap(rows_[i], rows_[i + rng_.below(static_cast<std::uint32_t>(rows_.size() - i))]);
  }
  return {rows_.data(), size};
}

void BatchDescent::step(ConstMatrixView<double> A, std::span<const double> y, double eta) {
  if (A.rows == 0) return;
  const std::span<const std::int32_t> rows = next_batch(A.rows);
  gradient_->resize(theta_.size());
  batch_gradient(A, y, rows, theta_, *gradient_);
  optimizer_.spec().learning_rate = eta;
  optimizer_.step(theta_, *gradient_);
  ++updates_;
  seen_ += static_cast<std::int64_t>(rows.size());
}

}  // namespace lectern::linear
