#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/table_options.h"
#include "core/lab/demo.h"

namespace lectern {

// How a table is to be read, as parameters: label, label_kind, left_out, use_index, header, separator, decimal. All are
// found by rule unless they are set; a block shows them while its data set is a file. The same names are options of
// `lectern run --data`.
struct TableSettings {
  data::TableOptions options{};
  bool offers_kind = true;  // no parameter: whether the label may be a class or a number

  static Schema<TableSettings> schema(const TableSettings& defaults);
};

// The endings of the files that hold a table, and what they are called where data sets are chosen.
constexpr const char* kTableEndings = ".csv .tsv .txt .npy .idx .gz";
constexpr const char* kOwnTable = "My own table (CSV, NPY)";

// A table as a demo uses it.
struct UsedTable {
  data::Dataset set;               // the rows used
  std::size_t rows = 0;            // in the file, or kept of it
  double rows_in_file = 0;         // more than `rows` if the file was too large to be kept
  std::size_t columns = 0;         // used of the file, the label included
  std::string label;               // the name of the label column; empty if it has none
  std::vector<std::string> notes;  // for people: how many rows are used, what was decided about the file

  bool is_drawn_from_file() const { return rows_in_file > static_cast<double>(rows); }
  bool is_share() const { return static_cast<std::size_t>(set.size()) < rows; }
  std::string shape() const { return std::to_string(rows) + "×" + std::to_string(columns); }
};

// Reads the first file as a table (or two arrays as its inputs and labels), of which `most` rows are used: a share of
// each class, or of each tenth of the targets, drawn by the data seed. Other files are named in a note. At least one
// file is given. look_at_all, if there is one, is called with all rows before they are drawn from.
Result<UsedTable> use_table(const TableSettings& settings, const DataStart& start, std::size_t most,
                            const std::function<void(const data::Dataset&)>& look_at_all = {});

}  // namespace lectern
