#pragma once

#include <string_view>

#include "core/data/limits.h"
#include "core/data/number_array.h"
#include "core/math/result.h"

namespace lectern::data {

// Whether the bytes begin as an IDX file does (not looking inside gzip).
bool is_idx(std::string_view bytes);

// Reads an IDX file, the format of the well-known collections of digits: two zero bytes, element
// type, rank, the sizes, the numbers, all big-endian. All element types, rank 1 … 4; plain or gzip.
// Total: any byte string gives an array or a sentence naming the place.
// Source: LeCun, Cortes, Burges, The MNIST database of handwritten digits, "file formats".
// first_samples: of dimension 0 only that many entries from the start are kept; the file must be whole
// all the same.
Result<NumberArray> read_idx(std::string_view bytes, std::size_t first_samples = kAllSamples);

}  // namespace lectern::data
