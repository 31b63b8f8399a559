#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/data/dataset.h"
#include "core/data/limits.h"
#include "core/data/table_options.h"
#include "core/math/result.h"

namespace lectern::data {

struct CsvOptions {
  std::string label_column;  // its name; empty: "label", "class", "target", "species" or "y", else the last
  LabelKind label_kind = LabelKind::automatic;
  std::size_t first_samples = kAllSamples;  // only that many from the start are read
};

// Reads a table of comma-, semicolon- or tab-separated text: one sample a line, all columns numbers but
// the label's, which may be text. The first line names the columns if it has text where the second
// has numbers, or nothing but text. Fields may be quoted ("" inside for one quotation mark); blank
// lines do not count; lines may end in \n, \r\n; a byte order mark is passed over. Classes are
// numbered in ascending order of their numbers, or alphabetically. Also plain gzip of all that.
// Total: any byte string gives a data set or a sentence naming line and column.
Result<Dataset> read_csv(std::string_view bytes, const CsvOptions& options = {});

}  // namespace lectern::data
