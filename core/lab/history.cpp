#include "core/lab/history.h"

#include <algorithm>
#include <tuple>

#include "core/math/state.h"

namespace lectern {

History::History(std::size_t curves, std::size_t capacity)
    : curves_(curves), capacity_(capacity), kept_(capacity * (1 + curves)), sum_(1 + curves), last_(curves) {}
History::History(const History&) = default;
History::History(History&&) noexcept = default;
History& History::operator=(const History&) = default;
History& History::operator=(History&&) noexcept = default;
History::~History() = default;

std::size_t History::heap_bytes() const { return lectern::heap_bytes(std::tie(kept_, sum_, last_)); }

void History::clear() {
  records_ = points_ = waiting_ = 0;
  per_point_ = 1;
  std::fill(sum_.begin(), sum_.end(), 0.0);
  std::fill(last_.begin(), last_.end(), 0.0);
}

double History::last(std::size_t curve) const { return last_[curve]; }

void History::record(double x, std::span<const double> values) {
  if (points_ == capacity_) halve();
  ++records_;
  ++waiting_;
  sum_[0] += x;
  for (std::size_t c = 0; c < curves_; ++c) {
    sum_[1 + c] += values[c];
    last_[c] = values[c];
  }
  if (waiting_ < per_point_) return;
  double* point = kept_.data() + points_ * (1 + curves_);
  for (std::size_t c = 0; c <= curves_; ++c) {
    point[c] = sum_[c] / static_cast<double>(waiting_);
    sum_[c] = 0;
  }
  waiting_ = 0;
  ++points_;
}

// The memory is full and no record waits: neighbours become one point.
void History::halve() {
  const std::size_t width = 1 + curves_;
  for (std::size_t p = 0; p < capacity_ / 2; ++p) {
    const double* pair = kept_.data() + 2 * p * width;
    double* point = kept_.data() + p * width;
    for (std::size_t c = 0; c < width; ++c) point[c] = 0.5 * (pair[c] + pair[width + c]);
  }
  points_ = capacity_ / 2;
  per_point_ *= 2;
}

void History::write(std::size_t curve, std::vector<float>& x, std::vector<float>& y) const {
  const std::size_t width = 1 + curves_;
  const bool unfinished = waiting_ > 0;
  x.resize(points_ + (unfinished ? 1 : 0));
  y.resize(x.size());
  for (std::size_t p = 0; p < points_; ++p) {
    x[p] = static_cast<float>(kept_[p * width]);
    y[p] = static_cast<float>(kept_[p * width + 1 + curve]);
  }
  if (unfinished) {
    x[points_] = static_cast<float>(sum_[0] / static_cast<double>(waiting_));
    y[points_] = static_cast<float>(sum_[1 + curve] / static_cast<double>(waiting_));
  }
}

}  // namespace lectern
