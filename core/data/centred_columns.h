#pragma once

#include <cstddef>
#include <functional>

#include "core/data/dataset.h"

namespace lectern::data {

// What a column of numbers is counted from before it is rounded to float: 0, or its least value where float could not
// hold the differences between numbers so large.
struct ColumnRange {
  double least = 0, greatest = 0;
  bool is_exact = true;  // as floats
  bool is_empty = true;

  void add(double value);
  double origin() const;
};

// Sets X (n × p) and origin from value(i, j), which is asked twice for each.
void set_columns(Dataset& set, std::ptrdiff_t n, std::ptrdiff_t p,
                 const std::function<double(std::size_t, std::size_t)>& value);

}  // namespace lectern::data
