#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "core/lab/describe/planar.h"
#include "core/simd/thread_pool.h"

// Pictures of what a classifier answers everywhere in a window of the plane. They are computed when the model
// changes, not when it is described: compute with fill_field, keep the values, describe them as often as asked.
namespace lectern {

// What a field of classes holds where class `label` is decided with this confidence, cut to [0, 1].
float decision_value(int label, double confidence);

// The confidence in the winner of `classes` that has this probability: 0 for a mere guess.
double confidence_of(double probability, int classes);

// Overwrites `values` (resized to the cells) with answer(x, y, cell) at the centre of each cell; rows of cells are
// answered side by side, so `answer` is called from several threads.
template <typename Answer>
void fill_field(const PlanarGrid& grid, ThreadPool& pool, std::vector<float>& values, const Answer& answer) {
  values.resize(static_cast<std::size_t>(grid.cells()));
  const double width = (grid.x.high - grid.x.low) / grid.cols, height = (grid.y.high - grid.y.low) / grid.rows;
  pool.run(grid.rows, [&](std::ptrdiff_t row) {
    const double y = grid.y.low + (static_cast<double>(row) + 0.5) * height;
    for (int col = 0; col < grid.cols; ++col) {
      const auto cell = static_cast<std::size_t>(row * grid.cols + col);
      values[cell] = answer(grid.x.low + (col + 0.5) * width, y, cell);
    }
  });
}

// Appends a field of classes made of decision_value().   decisions  cells
FieldLayer& add_decisions(Plane& plane, std::string_view label, const PlanarGrid& grid,
                          std::span<const float> decisions);

// Appends the contours of a function of the plane.   values  cells
ContourLayer& add_contours(Plane& plane, std::string_view label, const PlanarGrid& grid, std::span<const float> values,
                           std::initializer_list<float> levels, ColorRole color);

}  // namespace lectern
