#pragma once

#include <span>
#include <string_view>

#include "core/data/csv.h"
#include "core/data/dataset.h"
#include "core/data/number_array.h"
#include "core/math/result.h"

namespace lectern::data {

// A file the user gave; its kind is told by its bytes, its name only stands in sentences.
struct NamedBytes {
  std::string_view name;
  std::string_view bytes;
};

// Makes a data set of one file or of two that belong together:
// - one table: CSV, or an array n × p in NPY or IDX whose last column is the label (as CsvOptions say);
// - pictures: an array n × h × w, alone or with an array of n labels (whole numbers in 0 … 99);
// - an array n × p with an array of n labels (classes if whole, else targets).
// The order of the two files does not matter. Pictures' levels are divided by the largest level in the
// set, so that they lie in [0, 1]. Numbers must be finite.
// Total: any bytes give a data set or a sentence naming file and place.
Result<Dataset> read_files(std::span<const NamedBytes> files, const CsvOptions& options = {});

// The same from arrays; labels may be null.
Result<Dataset> dataset_of(NumberArray samples, const NumberArray* labels);

}  // namespace lectern::data
