#pragma once

#include "core/data/dataset.h"

namespace lectern::data {

// The rows of b behind those of a, under the names of a. Both have the same columns, and weights in both or in neither.
Dataset joined(const Dataset& a, const Dataset& b);

}  // namespace lectern::data
