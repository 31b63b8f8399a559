#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/number_array.h"
#include "core/math/result.h"

namespace lectern::data {

struct NamedArray {
  std::string name;  // without ".npy"
  NumberArray array;
};

// The arrays of an NPZ file, as numpy.savez and numpy.savez_compressed write it, in the order of its directory; numbers
// of any kind that read_npy() knows are rounded to float32. An error is a sentence that names the array. Total.
Result<std::vector<NamedArray>> read_npz(std::string_view bytes);

}  // namespace lectern::data
