#include "core/data/npz_reader.h"

#include <utility>

#include "core/data/limits.h"
#include "core/data/npy.h"
#include "core/data/zip_reader.h"
#include "core/math/utf8.h"

namespace lectern::data {

Result<std::vector<NamedArray>> read_npz(std::string_view bytes) {
  constexpr std::string_view kEnding = ".npy";
  Result<std::vector<ZipEntry>> entries = read_zip(bytes, kMaximumUnpackedBytes);
  if (!entries) return Error{entries.error()};
  std::vector<NamedArray> arrays;
  for (ZipEntry& entry : *entries) {
    if (!entry.name.ends_with(kEnding))
      return Error{"The entry " + in_quotes(entry.name) +
                   " of the archive is no array; of NPZ files each is NAME.npy."};
    Result<NumberArray> array = read_npy(entry.bytes);
    std::string().swap(entry.bytes);
    entry.name.resize(entry.name.size() - kEnding.size());
    if (!array) return Error{"The array " + in_quotes(entry.name) + ": " + array.error()};
    arrays.push_back({std::move(entry.name), std::move(*array)});
  }
  if (arrays.empty()) return Error{"The NPZ file holds no array."};
  return arrays;
}

}  // namespace lectern::data
