#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::trees {

// The inputs of a training set, each sorted once. All trees of an ensemble are grown from it: they compare the ranks of
// values, which are whole numbers, and never sort values again.
class SortedInputs {
 public:
  // A row and the rank of its value among the distinct values of an input.
  struct Entry {
    std::uint32_t rank, row;
  };

  // X           n × d, all finite; n ≥ 1, d ≥ 1
  // categories  d, or empty: 0 where an input is ordered; C > 0 where it is a category, a whole number in [0, C). C ≤
  // 64 Costs d n log n; takes 12 d n bytes and the distinct values.
  explicit SortedInputs(ConstMatrixView<double> X, std::span<const int> categories = {});

  int rows() const { return rows_; }
  int features() const { return features_; }
  // 0: ordered.
  int categories(int feature) const { return categories_[static_cast<std::size_t>(feature)]; }
  // n: all rows by rising value, equal ones by index.
  std::span<const Entry> order(int feature) const {
    return std::span(orders_).subspan(start(feature), static_cast<std::size_t>(rows_));
  }
  // n: the rank of each row.
  std::span<const std::uint32_t> ranks(int feature) const {
    return std::span(ranks_).subspan(start(feature), static_cast<std::size_t>(rows_));
  }
  // The distinct values, rising.
  std::span<const double> values(int feature) const { return values_[static_cast<std::size_t>(feature)]; }

  auto state() const { return std::tie(rows_, features_, categories_, orders_, ranks_, values_); }

 private:
  std::size_t start(int feature) const { return static_cast<std::size_t>(feature) * static_cast<std::size_t>(rows_); }

  int rows_, features_;
  std::vector<int> categories_;              // d
  std::vector<Entry> orders_;                // d × n
  std::vector<std::uint32_t> ranks_;         // d × n
  std::vector<std::vector<double>> values_;  // d × the number of distinct values
};

}  // namespace lectern::trees
