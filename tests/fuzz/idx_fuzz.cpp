#include <cstdint>

#include "core/data/files.h"
#include "core/data/idx.h"
#include "tests/fuzz/dataset_invariants.h"

using namespace lectern;

// Any bytes, plain or gzip, give an array or a sentence; cut in two, they are samples and labels.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(bytes), size);
  fuzz::check(data::read_idx(file));
  const data::NamedBytes halves[] = {{"samples", file.substr(0, size / 2)}, {"labels", file.substr(size / 2)}};
  fuzz::check(data::read_files(halves));
  fuzz::check(data::read_files({halves, 1}));
  return 0;
}
