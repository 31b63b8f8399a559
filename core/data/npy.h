#pragma once

#include <string_view>

#include "core/data/limits.h"
#include "core/data/number_array.h"
#include "core/math/result.h"

namespace lectern::data {

// Whether the bytes begin as an NPY file does.
bool is_npy(std::string_view bytes);

// Reads an NPY file, NumPy's format of one array: versions 1 to 3, little- and big-endian, f4, f8,
// i1 … i8, u1 … u8, b1, in C or Fortran order, rank 0 … 4. Not read: strings, objects, complex
// numbers, records, half and long precision.
// Total: any byte string gives an array or a sentence naming the place.
// Source: NumPy Enhancement Proposal 1, A Simple File Format for NumPy Arrays.
// first_samples: of dimension 0 only that many entries from the start are kept; the file must be whole
// all the same.
Result<NumberArray> read_npy(std::string_view bytes, std::size_t first_samples = kAllSamples);

}  // namespace lectern::data
