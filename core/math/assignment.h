#pragma once

#include <cstddef>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::math {

// The assignment of rows to columns, one to one, whose sum of costs is least:
//   column of each row, minimising Σ_i costs(i, column_i).
// costs  n × n, n ≥ 0, all finite (with others any assignment). Takes a time ∝ n³.
// Source: Kuhn, Naval Research Logistics Quarterly 2 (1955) 83 (the Hungarian method, with shortest augmenting paths).
std::vector<std::size_t> least_assignment(ConstMatrixView<double> costs);

}  // namespace lectern::math
