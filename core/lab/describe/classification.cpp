#include "core/lab/describe/classification.h"

namespace lectern {

void describe_confusion(std::span<const double> counts, std::span<const std::string> class_names, MatrixCells& cells) {
  cells.rows = cells.cols = static_cast<int>(class_names.size());
  cells.values.assign(counts.begin(), counts.end());
  cells.row_labels.assign(class_names.begin(), class_names.end());
  cells.col_labels.assign(class_names.begin(), class_names.end());
  cells.row_title = "is";
  cells.col_title = "read as";
  cells.decimals = 0;
  cells.map = ColorMap::viridis;
  cells.color = {};
  cells.editable = false;
}

}  // namespace lectern
