#include "core/lab/describe/table.h"

namespace lectern {

void set_columns(Table& table, std::initializer_list<std::string_view> headings) {
  table.columns.resize(headings.size());
  std::size_t column = 0;
  for (const std::string_view heading : headings) table.columns[column++].assign(heading);
}

TableRow& add_row(Table& table, std::string_view first_cell, ColorRole color) {
  TableRow& row = table.rows.next();
  row.cells.resize(table.columns.size());
  for (std::string& cell : row.cells) cell.clear();
  if (!row.cells.empty()) row.cells[0].assign(first_cell);
  row.color = color;
  return row;
}

}  // namespace lectern
