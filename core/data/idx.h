#pragma once

#include <string_view>

#include "core/data/number_array.h"
#include "core/math/result.h"

namespace lectern::data {

// Whether the bytes begin as an IDX file does (not looking inside gzip).
bool is_idx(std::string_view bytes);

// Reads an IDX file, the format of the well-known collections of digits: two zero bytes, element
// type, rank, the sizes, the numbers, all big-endian. All element types, rank 1 … 4; plain or gzip.
// Total: any byte string gives an array or a sentence naming the place.
// Source: LeCun, Cortes, Burges, The MNIST database of handwritten digits, "file formats".
Result<NumberArray> read_idx(std::string_view bytes);
// The same of a plain file, whose bytes the array refers to.
Result<ArrayFile> open_idx(std::string_view bytes);

}  // namespace lectern::data
