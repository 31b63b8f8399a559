#pragma once

#include <span>
#include <string_view>

#include "core/data/dataset.h"
#include "core/data/table_options.h"
#include "core/math/result.h"

namespace lectern::data {

// A file the user gave; its kind is told by its bytes, its name only stands in sentences.
struct NamedBytes {
  std::string_view name;
  std::string_view bytes;
};

// Makes a data set of one file or of two that belong together:
// - one table, text or an array n × p (see read_table);
// - pictures: an array n × h × w, of coloured ones n × h × w × 3 or n × 3 × h × w, alone or with an array of n labels;
// - an array n × p with an array of n labels.
// Arrays are NPY or IDX, plain or packed by gzip; their axes of length 1 do not count. The order of the two files does
// not matter. Labels of pictures are classes: whole numbers, at most kMaximumClasses different ones, each named as in
// the file. Labels of a table are what those in a column would be, and the options say. Pictures' levels are divided by
// the largest level in the set, so that they lie in [0, 1]. Numbers must be finite.
// Total: any bytes give a data set or a sentence naming file and place.
Result<Dataset> read_files(std::span<const NamedBytes> files, const TableOptions& options = {});

// Whether the bytes, unpacked if need be, are an array file rather than text.
bool is_array(std::string_view bytes);

}  // namespace lectern::data
