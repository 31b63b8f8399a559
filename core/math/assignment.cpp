#include "core/math/assignment.h"

#include <limits>

namespace lectern::math {

// Rows are taken in one after the other. Row and column prices keep all reduced costs c_ij − u_i − v_j ≥ 0, with 0 for
// those assigned; a shortest path along reduced costs from the new row to a free column changes the assignment.
std::vector<std::size_t> least_assignment(ConstMatrixView<double> costs) {
  const auto n = static_cast<std::size_t>(costs.rows);
  constexpr double kFar = std::numeric_limits<double>::infinity();
  // One column more, n, where each path begins.
  std::vector<double> row_price(n, 0.0), column_price(n + 1, 0.0), distance(n);
  std::vector<std::size_t> row_of(n + 1, n), before(n);
  std::vector<char> is_reached(n + 1);
  for (std::size_t added = 0; added < n; ++added) {
    row_of[n] = added;
    distance.assign(n, kFar);
    before.assign(n, n);
    is_reached.assign(n + 1, 0);
    std::size_t column = n;
    while (row_of[column] != n) {
      is_reached[column] = 1;
      const std::size_t row = row_of[column];
      const double* cost = costs.row(static_cast<std::ptrdiff_t>(row));
      double nearest = kFar;
      std::size_t next = n;
      for (std::size_t j = 0; j < n; ++j) {
        if (is_reached[j]) continue;
        const double reduced = cost[j] - row_price[row] - column_price[j];
        if (reduced < distance[j]) {
          distance[j] = reduced;
          before[j] = column;
        }
        if (next == n || distance[j] < nearest) {
          nearest = distance[j];
          next = j;
        }
      }
      for (std::size_t j = 0; j <= n; ++j) {
        if (is_reached[j]) {
          row_price[row_of[j]] += nearest;
          column_price[j] -= nearest;
        } else if (j < n) {
          distance[j] -= nearest;
        }
      }
      column = next;
    }
    while (column != n) {
      row_of[column] = row_of[before[column]];
      column = before[column];
    }
  }
  std::vector<std::size_t> column_of(n);
  for (std::size_t j = 0; j < n; ++j) column_of[row_of[j]] = j;
  return column_of;
}

}  // namespace lectern::math
