#include "core/ml/nn/sampler.h"

#include <algorithm>
#include <numeric>

namespace lectern::nn {

MiniBatchSampler::MiniBatchSampler(std::int32_t n, std::int32_t batch_size, const Rng& rng)
    : order_(std::size_t(n)), batch_size_(std::size_t(std::min(n, batch_size))), rng_(rng) {
  std::iota(order_.begin(), order_.end(), 0);
}

std::span<const std::int32_t> MiniBatchSampler::next() {
  if (position_ == 0 && !is_full_batch()) rng_.shuffle(std::span<std::int32_t>(order_));
  const std::size_t count = std::min(batch_size_, order_.size() - position_);
  const std::span<const std::int32_t> batch(order_.data() + position_, count);
  position_ += count;
  if (position_ == order_.size()) {
    position_ = 0;
    ++epochs_;
  }
  return batch;
}

template <typename T>
void gather_rows(ConstMatrixView<T> X, std::span<const std::int32_t> rows, Matrix<T>& out) {
  out.resize(std::ptrdiff_t(rows.size()), X.cols);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(X.row(rows[i]), X.cols, out.row(std::ptrdiff_t(i)));
  }
}

template void gather_rows(ConstMatrixView<float>, std::span<const std::int32_t>, Matrix<float>&);
template void gather_rows(ConstMatrixView<double>, std::span<const std::int32_t>, Matrix<double>&);

}  // namespace lectern::nn
