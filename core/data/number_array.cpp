#include "core/data/number_array.h"

namespace lectern::data {

std::size_t ArrayFile::count() const {
  std::size_t product = 1;
  for (const std::ptrdiff_t size : shape) product *= static_cast<std::size_t>(size);
  return product;
}

std::string ArrayFile::sizes_text() const {
  std::string text;
  for (const std::ptrdiff_t size : shape) text += (text.empty() ? "" : " × ") + std::to_string(size);
  return text.empty() ? "a single number" : text;
}

double ArrayFile::value(std::size_t i) const {
  std::size_t from = i;
  if (fortran_order && rank() > 1) {
    from = 0;
    std::size_t stride = count();
    for (std::size_t d = rank(); d-- > 0;) {
      const auto size = static_cast<std::size_t>(shape[d]);
      stride /= size;
      from += i % size * stride;
      i /= size;
    }
  }
  return read_element(data.substr(from * type.bytes), type);
}

NumberArray ArrayFile::numbers() const {
  NumberArray array{shape, {}};
  array.values.resize(count());
  for (std::size_t i = 0; i < array.values.size(); ++i) array.values[i] = static_cast<float>(value(i));
  return array;
}

void ArrayFile::drop_axes_of_one() {
  constexpr std::size_t kPictures = 3;
  for (std::size_t d = rank(); d-- > 1 && rank() > kPictures;)
    if (shape[d] == 1) shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(d));
  if (rank() > kPictures && shape[0] == 1) shape.erase(shape.begin());
  while (rank() > 1 && shape.back() == 1) shape.pop_back();
}

}  // namespace lectern::data
