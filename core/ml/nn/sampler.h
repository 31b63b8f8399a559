#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"

namespace lectern::nn {

// Cuts a data set into mini-batches, epoch after epoch, in an order shuffled anew for each epoch.
// A batch as large as the data is the whole data in its own order.
class MiniBatchSampler {
 public:
  // n ≥ 1 samples, batch_size ≥ 1
  MiniBatchSampler(std::int32_t n, std::int32_t batch_size, const Rng& rng);

  // Row numbers of the next batch, valid until the next call. The last batch of an epoch holds what is left.
  std::span<const std::int32_t> next();

  // Epochs finished by the batches handed out so far.
  std::int64_t epochs() const { return epochs_; }
  auto state() const { return std::tie(order_, position_, epochs_, rng_); }
  bool is_full_batch() const { return batch_size_ == order_.size(); }

 private:
  std::vector<std::int32_t> order_;
  std::size_t batch_size_;
  std::size_t position_ = 0;
  std::int64_t epochs_ = 0;
  Rng rng_;
};

// out = the named rows of X.   X n × k; out rows.size() × k, resized and overwritten
template <typename T>
void gather_rows(ConstMatrixView<T> X, std::span<const std::int32_t> rows, Matrix<T>& out);

}  // namespace lectern::nn
