#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace lectern::data {

struct FloatArray {
  std::string name;
  std::vector<std::ptrdiff_t> shape;
  std::span<const float> values;  // row-major
};

// The bytes of an NPY file of version 1.0, in float32.
// Source: NumPy Enhancement Proposal 1, A Simple File Format for NumPy Arrays.
std::string write_npy(const FloatArray& array);

// The bytes of an NPZ file: a ZIP archive, not compressed, with NAME.npy for each array. Below 4 GB.
// Source: PKWARE, .ZIP File Format Specification 6.3, §4.3.
std::string write_npz(std::span<const FloatArray> arrays);

}  // namespace lectern::data
