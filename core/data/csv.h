#pragma once

#include <cstddef>
#include <string_view>

#include "core/data/limits.h"
#include "core/data/table_reading.h"

// The reader of tables as it was called before table_reading.h, for demos that still use the first rows only.
namespace lectern::data {

struct CsvOptions {
  LabelKind label_kind = LabelKind::automatic;
  std::size_t first_samples = kAllSamples;
};

Result<Dataset> read_csv(std::string_view bytes, const CsvOptions& options = {});

}  // namespace lectern::data
