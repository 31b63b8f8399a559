#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/panel.h"

namespace lectern {

// Overwrites a Matrix panel with counts (classes × classes, rows true, columns predicted).
void describe_confusion(std::span<const double> counts, std::span<const std::string> class_names, MatrixCells& cells);

// Overwrites everything of a Plane but its layers: one place on the x axis for each class.
void set_posterior_axes(Plane& plane, std::string_view class_label, int classes);

// Appends the posterior of each class as bars, moved sideways by `shift` so that several stand side by side.
void add_posterior(Plane& plane, std::string_view label, std::span<const float> posterior, float width, float shift,
                   ColorRole color);

}  // namespace lectern
