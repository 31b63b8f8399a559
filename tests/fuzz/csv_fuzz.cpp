#include <cstdint>

#include "core/data/csv.h"
#include "tests/fuzz/dataset_invariants.h"

using namespace lectern;

// Any bytes give a data set or a sentence, whatever the labels are said to be.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const auto kind :
       {data::LabelKind::automatic, data::LabelKind::classes, data::LabelKind::numbers, data::LabelKind::none}) {
    data::CsvOptions options;
    options.label_kind = kind;
    fuzz::check(data::read_csv(text, options));
  }
  return 0;
}
