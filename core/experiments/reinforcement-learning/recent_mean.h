#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <tuple>
#include <vector>

namespace lectern::reinforcement {

inline constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

// The mean of the last hundred numbers.
class RecentMean {
 public:
  void add(double value) {
    if (values_.size() < kMost)
      values_.push_back(value);
    else
      values_[next_] = value;
    next_ = (next_ + 1) % kMost;
  }
  // Of the last so many, at most a hundred; not a number before the first.
  double mean(std::size_t last = kMost) const {
    const std::size_t count = std::min(last, values_.size());
    double sum = 0;
    for (std::size_t back = 1; back <= count; ++back) sum += values_[(next_ + kMost - back) % kMost];
    return count > 0 ? sum / static_cast<double>(count) : kNothing;
  }
  bool is_full() const { return values_.size() == kMost; }
  auto state() const { return std::tie(values_, next_); }

 private:
  static constexpr std::size_t kMost = 100;
  std::vector<double> values_;
  std::size_t next_ = 0;  // is written next: of values that are not there yet the first
};

}  // namespace lectern::reinforcement
