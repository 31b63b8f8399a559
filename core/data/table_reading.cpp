#include "core/data/table_reading.h"

#include <algorithm>

#include "core/data/files.h"

namespace lectern::data {

std::size_t TableReading::label() const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [](const TableColumn& column) { return column.role == ColumnRole::label; });
  return found == columns.end() ? 0 : static_cast<std::size_t>(found - columns.begin()) + 1;
}

// The readers behind these are still those of read_files; the rules above come next.
Result<Dataset> read_table(std::string_view bytes, const TableOptions& options, TableReading* reading) {
  CsvOptions old;
  old.label_column = options.label;
  old.label_kind = options.label_kind;
  const NamedBytes file{"The table", bytes};
  Result<Dataset> set = read_files({&file, 1}, old);
  if (reading != nullptr) {
    *reading = {};
    if (set) {
      for (const std::string& name : set->column_names) reading->columns.push_back({name, ColumnRole::input});
      reading->rows = static_cast<std::size_t>(set->size());
    } else {
      reading->problem = set.error();
    }
  }
  return set;
}

TableReading look_at_table(std::string_view bytes, const TableOptions& options) {
  TableReading reading;
  (void)read_table(bytes, options, &reading);
  return reading;
}

}  // namespace lectern::data
