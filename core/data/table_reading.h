#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/table_options.h"
#include "core/math/result.h"

namespace lectern::data {

// What a column is used for.
enum class ColumnRole {
  input,
  label,
  index,     // it only counts or names the rows
  left_out,  // by choice, or as text that is not the label
};

inline constexpr std::array<Named<ColumnRole>, 4> kColumnRoles{{
    {ColumnRole::input, "input", "input"},
    {ColumnRole::label, "label", "label"},
    {ColumnRole::index, "index", "index, not used"},
    {ColumnRole::left_out, "left_out", "left out"},
}};

struct TableColumn {
  std::string name;  // as in the file; empty if it has none
  ColumnRole role = ColumnRole::input;
};

// A line of the file, cut into fields. The text of a field stands as in the file, without its quotation marks and the
// blanks around it.
struct TableLine {
  std::size_t line = 0;  // on which it begins, from 1; of an array, the row, from 1
  std::vector<std::string> fields;
};

// The cell that cannot be read.
struct WrongCell {
  TableLine line;
  std::size_t column = 0;  // from 1; 0: the line as a whole
};

// What was found in the bytes of a table, for a person. What the options left automatic is settled here.
struct TableReading {
  std::string kind;        // "text, UTF-8", "NPY array, 4 × 3", …: what the file is
  bool is_text = false;    // separator, decimal sign and header mean something
  bool is_packed = false;  // by gzip
  Separator separator = Separator::automatic;
  DecimalSign decimal = DecimalSign::automatic;
  bool has_header = false;
  LabelKind label_kind = LabelKind::none;  // classes or numbers if there is a label
  std::vector<TableColumn> columns;        // those of the file, in its order
  std::vector<std::string> class_names;    // of a label that is a class
  std::size_t rows = 0;                    // samples read; up to the wrong cell if there is one
  std::vector<TableLine> first_lines;      // at most kPreviewLines, the header too if there is one (then the first)
  // Each decision with its reason: "The first line is taken for names: it holds text over numbers."
  std::vector<std::string> decisions;
  std::string problem;  // the sentence why it cannot be read; empty if it can
  std::optional<WrongCell> wrong;

  bool ok() const { return problem.empty(); }
  // Place among the columns, from 1; 0 if there is no label.
  std::size_t label() const;
};

inline constexpr std::size_t kPreviewLines = 13;

// Reads a table: text, or an array n × p in NPY or IDX, plain or packed by gzip.
//
// Text: one sample a line. What gives the same number of columns in the first lines separates the fields; a line
// "sep=;" says it. Lines end in \n, \r\n or \r; a field may be quoted ("" inside stands for one mark); blank lines and
// those that begin with # do not count; separators at the end of lines make no column. UTF-8, UTF-16, else
// Windows-1252. Numbers have a point or a comma.
// Header: the first line names the columns if it holds text over numbers, nothing but text, or numbers that cannot be
// a sample (see header_line.h).
// Label: the column asked for; else one of text; else one called label, class, target or species; else y if no x
// stands beside it; else, for a demo of classes and without names, the first if it is 0 or 1 and the last is not; else
// the last. It is a class if it is text, 0 and 1, or −1 and 1, called class, label or species
// and whole, or whole with at most 20 values each seen twice on average; else a number. Labels are told apart by their
// text, or as doubles if all are numbers; classes are numbered in ascending order of their numbers or texts.
// A first column without a name that counts 0, 1, 2, … or 1, 2, 3, … is no input. Other text is left out.
//
// Numbers are read as doubles. A column of large numbers with small differences (Unix times, Julian dates, run numbers)
// is counted from its least value before it is rounded to float: see Dataset::origin.
// All rows are read; more than kMaximumTableValues numbers are refused.
//
// reading  if not null: overwritten with what look_at_table returns
// Total: any bytes give a data set or a sentence naming line and column.
Result<Dataset> read_table(std::string_view bytes, const TableOptions& options = {}, TableReading* reading = nullptr);

// What read_table finds in the bytes, whether it can read them or not. It costs as much as reading.
TableReading look_at_table(std::string_view bytes, const TableOptions& options = {});

}  // namespace lectern::data
