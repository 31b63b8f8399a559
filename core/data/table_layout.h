#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/data/table_sample.h"

namespace lectern::data {

// What each column of a table is used for, found from its first lines, with the reasons.
struct TableLayout {
  std::vector<TableColumn> columns;
  std::size_t label = 0;        // place among the columns, from 1; 0: none
  bool label_is_text = false;   // most of its first fields are
  bool may_have_index = false;  // the first column is no input if it counts the rows to the end
  std::vector<std::string> reasons;
  std::string problem;  // why there is no layout; empty: there is one
};

// names  one for each column, or empty; first: of the sample's lines, the first that is data
TableLayout lay_out(const TableSample& sample, const std::vector<std::string>& names, std::size_t first,
                    const TableOptions& options, const NumberFormat& format);

// How a column is called in a sentence: “age”, or column 3.
std::string column_text(const std::vector<TableColumn>& columns, std::size_t column);

}  // namespace lectern::data
