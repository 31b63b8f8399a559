#include "core/data/centred_columns.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lectern::data {

void ColumnRange::add(double value) {
  least = is_empty ? value : std::min(least, value);
  greatest = is_empty ? value : std::max(greatest, value);
  is_empty = false;
  is_exact = is_exact && static_cast<double>(static_cast<float>(value)) == value;
}

double ColumnRange::origin() const {
  // Rounding errors of float are 6·10⁻⁸ of the largest number: 2·10⁻⁶ and 2·10⁻⁴ of the range.
  constexpr double kTimesTheRange = 32, kEvenIfExact = 4096;
  const double range = greatest - least, largest = std::max(std::fabs(least), std::fabs(greatest));
  if (range == 0) return 0;
  return largest > (is_exact ? kEvenIfExact : kTimesTheRange) * range ? least : 0;
}

void set_columns(Dataset& set, std::ptrdiff_t n, std::ptrdiff_t p,
                 const std::function<double(std::size_t, std::size_t)>& value) {
  std::vector<ColumnRange> ranges(static_cast<std::size_t>(p));
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
    for (std::size_t j = 0; j < ranges.size(); ++j) ranges[j].add(value(i, j));
  std::vector<double> origin;
  bool counted = false;
  for (const ColumnRange& range : ranges) {
    origin.push_back(range.origin());
    counted = counted || origin.back() != 0;
  }
  set.X.resize(n, p);
  float* to = set.X.data();
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
    for (std::size_t j = 0; j < ranges.size(); ++j) *to++ = static_cast<float>(value(i, j) - origin[j]);
  if (counted) set.origin = std::move(origin);
}

}  // namespace lectern::data
