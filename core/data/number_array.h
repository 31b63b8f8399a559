#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/element_reader.h"
#include "core/math/matrix.h"

namespace lectern::data {

// Numbers in a box of any rank, last index fastest, as array files hold them.
struct NumberArray {
  std::vector<std::ptrdiff_t> shape;
  AlignedVector<float> values;  // as many as the product of the shape; integers beyond 2^24 are rounded

  std::size_t rank() const { return shape.size(); }
};

// An array in the bytes of a file, which it refers to.
struct ArrayFile {
  std::vector<std::ptrdiff_t> shape;
  ElementType type{};
  bool fortran_order = false;  // the first index is fastest in the file
  std::string_view data;

  std::size_t rank() const { return shape.size(); }
  std::size_t count() const;
  std::string sizes_text() const;  // "30 × 8 × 8"
  // Number i in the order in which the last index is fastest.
  double value(std::size_t i) const;
  NumberArray numbers() const;
  // Drops axes of length 1 that say nothing: of labels n × 1, of pictures n × h × w × 1, n × 1 × h × w and
  // 1 × n × h × w.
  void drop_axes_of_one();
};

}  // namespace lectern::data
