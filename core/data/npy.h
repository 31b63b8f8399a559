#pragma once

#include <string_view>

#include "core/data/number_array.h"
#include "core/math/result.h"

namespace lectern::data {

// Whether the bytes begin as an NPY file does.
bool is_npy(std::string_view bytes);

// Reads an NPY file, NumPy's format of one array: versions 1 to 3, headers of Python 2 too, little- and big-endian, f2,
// f4, f8, i1 … i8, u1 … u8, b1, in C or Fortran order, rank 0 … 6. Not read, and named: strings, objects, complex
// numbers, structured arrays, times, long precision.
// Total: any byte string gives an array or a sentence naming the place.
// Source: NumPy Enhancement Proposal 1, A Simple File Format for NumPy Arrays.
Result<NumberArray> read_npy(std::string_view bytes);
// The same without copying: the array refers to the bytes.
Result<ArrayFile> open_npy(std::string_view bytes);

}  // namespace lectern::data
