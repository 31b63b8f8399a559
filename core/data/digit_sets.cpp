#include "core/data/digit_sets.h"

#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace lectern::data {

Dataset first_examples(Dataset all, int most) {
  if (all.size() <= most) return all;
  std::vector<std::size_t> rows(static_cast<std::size_t>(most));
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return select_rows(all, rows);
}

Result<Dataset> pictures_from_files(std::span<const NamedBytes> files) {
  if (files.empty()) return Error{"Drop two files (IDX or NPY) on the page: the pictures and their labels."};
  Result<Dataset> read = read_files(files);
  if (!read.ok()) return read;
  if (read->image_rows == 0 || !read->is_classification()) {
    return Error{"The files hold no labelled pictures; two are needed, pictures and labels (IDX or NPY)."};
  }
  if (read->classes() < 3 || read->classes() > 10) {
    return Error{"The labels name " + std::to_string(read->classes()) + " classes; 3 to 10 are allowed."};
  }
  const int side = read->image_rows;
  if (side != read->image_cols || side < kSmallestPicture || side > kLargestPicture) {
    return Error{"The pictures have " + std::to_string(side) + "×" + std::to_string(read->image_cols) +
                 " pixels; squares of 8×8 to 32×32 are allowed."};
  }
  return read;
}

}  // namespace lectern::data
