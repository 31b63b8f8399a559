#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/panel.h"

namespace lectern {

// Overwrites a Matrix panel with counts (classes × classes, rows true, columns predicted).
void describe_confusion(std::span<const double> counts, std::span<const std::string> class_names, MatrixCells& cells);

}  // namespace lectern
