#include <cstdint>

#include "core/data/table_reading.h"
#include "tests/fuzz/dataset_invariants.h"

using namespace lectern;

// Any bytes give a data set or a sentence, whatever is said about them beforehand, and what is found in them holds
// together.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const auto& kind : data::kLabelKinds) {
    data::TableOptions options;
    options.label_kind = kind.value;
    if (size > 3) {  // the rest of the choices from the first bytes, which belong to the text all the same
      options.separator = data::kSeparators[bytes[0] % data::kSeparators.size()].value;
      options.decimal = data::kDecimalSigns[bytes[1] % data::kDecimalSigns.size()].value;
      options.header = data::kHeaderLines[bytes[2] % data::kHeaderLines.size()].value;
    }
    if (kind.value == data::LabelKind::automatic) options = {};
    options.wants_classes = size % 2 == 1;
    data::TableReading reading;
    const Result<data::Dataset> set = data::read_table(text, options, &reading);
    fuzz::check(set);
    fuzz::require(reading.ok() == set.ok());
    if (set) {
      fuzz::require(reading.rows == static_cast<std::size_t>(set->size()));
      fuzz::require(reading.first_lines.size() <= data::kPreviewLines);
      fuzz::require(set->origin.empty() || set->origin.size() == static_cast<std::size_t>(set->features()));
    }
  }
  return 0;
}
