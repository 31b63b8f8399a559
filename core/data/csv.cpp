#include "core/data/csv.h"

#include <numeric>
#include <vector>

namespace lectern::data {

Result<Dataset> read_csv(std::string_view bytes, const CsvOptions& options) {
  TableOptions all;
  all.label_kind = options.label_kind;
  Result<Dataset> set = read_table(bytes, all);
  if (!set || static_cast<std::size_t>(set->size()) <= options.first_samples) return set;
  std::vector<std::size_t> rows(options.first_samples);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return select_rows(*set, rows);
}

}  // namespace lectern::data
