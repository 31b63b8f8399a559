#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/parts/table_settings.h"

namespace lectern {

// Two columns of a table: one input and the target. As double, counted from the origins that the names say:
// "t − 1609459200".
struct TwoColumns {
  std::vector<double> x, y;
  std::string x_name, y_name;
  UsedTable table;  // without its numbers
};

// column  of x, among the inputs, from 1; of the rows `most` at most are used. An error names what is wrong with the
// file or its column. At least one file is given.
Result<TwoColumns> two_columns(const TableSettings& settings, int column, const DataStart& start, std::size_t most);

// The largest power of ten that leaves numbers of at most `largest` above 1, where they exceed 100.
int exponent_of(double largest);
// "10³", "10⁻²"
std::string power_text(int exponent);
// "size [10³]"; without a unit the label alone.
std::string with_unit(const std::string& label, const std::string& unit);

// Brings a column to where points can be drawn beside its numbers, and names it as it is now. Numbers far from 0 that
// differ little are counted from a whole number ("year − 1950"), large and tiny ones in powers of ten ("size [10³]").
std::string within_reach(std::span<double> column, const std::string& name);

}  // namespace lectern
