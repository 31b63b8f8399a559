#include <cstdint>

#include "core/data/files.h"
#include "core/data/npy.h"
#include "tests/fuzz/dataset_invariants.h"

using namespace lectern;

// Any bytes give an array or a sentence, and so does what data sets are made of them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(bytes), size);
  fuzz::check(data::read_npy(file));
  const data::NamedBytes named{"file", file};
  fuzz::check(data::read_files({&named, 1}));
  return 0;
}
