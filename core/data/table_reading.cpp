#include "core/data/table_reading.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/data/centred_columns.h"
#include "core/data/foreign_file.h"
#include "core/data/gzip.h"
#include "core/data/header_line.h"
#include "core/data/idx.h"
#include "core/data/label_column.h"
#include "core/data/limits.h"
#include "core/data/npy.h"
#include "core/data/table_layout.h"
#include "core/data/table_rows.h"
#include "core/data/table_sample.h"
#include "core/data/text_encoding.h"
#include "core/math/decimal.h"
#include "core/math/utf8.h"

namespace lectern::data {
namespace {

std::string megabytes(std::size_t bytes) { return std::to_string(bytes >> 20) + " MB"; }

// Takes in the rows of a table whose layout is known.
class TableBuilder {
 public:
  TableBuilder(TableLayout layout, const TableOptions& options, TableReading& reading)
      : layout_(std::move(layout)), options_(options), reading_(reading), counts_(layout_.may_have_index) {
    for (std::size_t j = 0; j < layout_.columns.size(); ++j)
      if (layout_.columns[j].role == ColumnRole::input) inputs_.push_back(j);
  }

  // What is wrong with a row, or nothing.
  std::optional<CellProblem> add(TableRows& rows) {
    for (const std::size_t j : inputs_) {
      const auto number = number_in(rows, j);
      if (!number) return problem_of_number(rows, j);
      values_.push_back(*number);
    }
    if (layout_.label > 0) {
      if (auto problem = add_label(rows, layout_.label - 1)) return problem;
    }
    follow_index();
    ++rows_;
    if (rows_ * layout_.columns.size() > kMaximumTableValues) {
      return CellProblem{rows.line(), 0,
                         "is one too many: the table has more than " + std::to_string(kMaximumTableValues) +
                             " numbers, the most allowed."};
    }
    return std::nullopt;
  }

  std::size_t rows() const { return rows_; }

  Result<Dataset> finish(bool is_named) {
    drop_index();
    Dataset set;
    const std::size_t stride = inputs_.size(), first = has_index_ ? 1 : 0;
    set_columns(set, static_cast<std::ptrdiff_t>(rows_), static_cast<std::ptrdiff_t>(stride - first),
                [&](std::size_t i, std::size_t j) { return values_[i * stride + j + first]; });
    values_ = {};
    for (std::size_t j = first; j < stride && is_named; ++j)
      set.column_names.push_back(layout_.columns[inputs_[j]].name);
    if (layout_.label > 0) {
      if (std::string why = set_labels(set); !why.empty()) return Error{std::move(why)};
    }
    tell_origins(set, first);
    return set;
  }

 private:
  // What a float can hold.
  static std::optional<double> number_in(TableRows& rows, std::size_t j) {
    const auto number = rows.number(j);
    if (number && std::fabs(*number) > static_cast<double>(std::numeric_limits<float>::max())) return std::nullopt;
    return number;
  }

  static CellProblem problem_of_number(const TableRows& rows, std::size_t j) {
    const std::string text = rows.text(j);
    std::string what = is_missing(text) ? "the value is missing; fill it in or leave the line out."
                                        : in_quotes(text) + " is not a number a float can hold (written like 12, -0.5 "
                                                            "or 3e-4).";
    return {rows.line(), j + 1, std::move(what)};
  }

  std::optional<CellProblem> add_label(TableRows& rows, std::size_t j) {
    const auto number = number_in(rows, j);
    if (!number && !rows.may_hold_text()) return problem_of_number(rows, j);
    if (!number) {
      const std::string text = rows.text(j);
      const bool dash = text == "-";  // may be a class, beside +
      if (is_missing(text) && !dash)
        return CellProblem{rows.line(), j + 1, "the label is missing; fill it in or leave the line out."};
      if (options_.label_kind == LabelKind::numbers)
        return CellProblem{rows.line(), j + 1, in_quotes(text) + " is text; the label must be a number here."};
      if (options_.label_kind == LabelKind::automatic && !layout_.label_is_text && is_damaged_number(text))
        return CellProblem{rows.line(), j + 1, in_quotes(text) + " is not a number, as the other labels are."};
    }
    rows.add_label(j, number, labels_);
    if (labels_.are_numbers() || !labels_.are_too_many_for_classes()) return std::nullopt;
    return CellProblem{rows.line(), j + 1,
                       "there are more than " + std::to_string(kMaximumClasses) + " classes, the most allowed."};
  }

  // Whether the first input still counts the rows.
  void follow_index() {
    if (!counts_) return;
    const double value = values_[values_.size() - inputs_.size()];
    if (rows_ == 0) index_start_ = value;
    counts_ = (index_start_ == 0 || index_start_ == 1) && value == index_start_ + static_cast<double>(rows_);
  }

  void drop_index() {
    has_index_ = counts_ && rows_ > 1;
    if (!has_index_) return;
    layout_.columns[0].role = reading_.columns[0].role = ColumnRole::index;
    const std::string& name = layout_.columns[0].name;
    reading_.decisions.push_back((name.empty() ? "Column 1 has no name and" : "The column " + in_quotes(name)) +
                                 " only counts the rows; it is not used.");
  }

  std::string set_labels(Dataset& set) {
    const TableColumn& column = layout_.columns[layout_.label - 1];
    std::string reason = "as chosen";
    LabelKind kind = options_.label_kind;
    if (kind == LabelKind::automatic) kind = labels_.kind_by_rule(column.name, options_.wants_classes, reason);
    if (kind == LabelKind::classes && labels_.are_too_many_for_classes())
      return "The label column holds more than " + std::to_string(kMaximumClasses) +
             " different labels, the most allowed for classes.";
    reading_.label_kind = kind;
    if (kind == LabelKind::classes) {
      labels_.make_classes(set);
      reading_.class_names = set.class_names;
    } else {
      labels_.make_targets(set);
    }
    reading_.decisions.push_back((kind == LabelKind::classes ? "The label is a class: " : "The label is a number: ") +
                                 reason + ".");
    return {};
  }

  void tell_origin(std::size_t column, double origin) {
    if (origin == 0) return;
    std::string name = column_text(layout_.columns, column);
    if (name.starts_with("column")) name[0] = 'C';
    reading_.decisions.push_back(name + " is counted from " + math::shortest_decimal(origin) +
                                 ", its least value, so that small differences are kept.");
  }

  void tell_origins(const Dataset& set, std::size_t first) {
    for (std::size_t j = 0; j < set.origin.size(); ++j) tell_origin(inputs_[j + first], set.origin[j]);
    if (layout_.label > 0) tell_origin(layout_.label - 1, set.target_origin);
  }

  TableLayout layout_;
  const TableOptions& options_;
  TableReading& reading_;
  std::vector<std::size_t> inputs_;  // places of the columns that are read as numbers
  AlignedVector<double> values_;     // rows_ × inputs_.size()
  LabelColumn labels_;
  std::size_t rows_ = 0;
  bool counts_;
  bool has_index_ = false;
  double index_start_ = 0;
};

// Reads bytes, and notes what it finds.
class TableReader {
 public:
  TableReader(const TableOptions& options, TableReading& reading) : options_(options), reading_(reading) {}

  Result<Dataset> read(std::string_view bytes) {
    if (!is_gzip(bytes)) return read_unpacked(bytes);
    const Result<std::string> unpacked = unpack_gzip(bytes, kMaximumUnpackedBytes);
    reading_.is_packed = true;
    reading_.kind = "gzip";
    if (!unpacked) return Error{unpacked.error()};
    if (is_gzip(*unpacked)) return Error{"The gzip file holds another gzip file, not a table."};
    Result<Dataset> set = read_unpacked(*unpacked);
    reading_.kind += ", packed by gzip";
    return set;
  }

 private:
  Result<Dataset> read_unpacked(std::string_view bytes) {
    if (is_npy(bytes) || is_idx(bytes)) return read_array(bytes);
    reading_.kind = "no table";
    if (std::string why = foreign_file(bytes); !why.empty()) return Error{std::move(why)};
    if (bytes.size() > kMaximumFileBytes)
      return Error{"The table has more than " + megabytes(kMaximumFileBytes) + ", the most allowed."};
    const DecodedText decoded(bytes);
    if (decoded.text().find('\0') != std::string_view::npos)
      return Error{"The file is not a table of text: it holds a zero byte."};
    reading_.kind = std::string("text, ") + decoded.encoding();
    reading_.is_text = true;
    return read_text(decoded.text());
  }

  Result<Dataset> read_text(std::string_view text) {
    const SeparatorChoice choice = choose_separator(text, options_);
    const TableSample sample = sample_of(text, choice.separator);
    reading_.separator = separator_of(choice.separator);
    reading_.first_lines = {sample.lines.begin(),
                            sample.lines.begin() +
                                static_cast<std::ptrdiff_t>(std::min(sample.lines.size(), kPreviewLines))};
    reading_.decisions.push_back(choice.reason);
    if (sample.lines.empty()) return refuse_empty(text, choice.separator);

    NumberFormat format{options_.decimal, choice.separator == ','};
    settle_decimal_sign(sample, format);
    std::vector<std::string> names;
    const std::size_t header_lines = find_names(sample, format, names);
    if (!reading_.problem.empty()) return Error{reading_.problem};
    if (sample.lines.size() == header_lines) return refuse_nameless(text, choice.separator, header_lines);

    TextRows rows(text, choice.separator, sample.width, format, header_lines);
    Result<Dataset> set = take_in(sample, names, header_lines, format, rows, "Line");
    reading_.decimal = rows.decimal_sign() == DecimalSign::comma ? DecimalSign::comma : DecimalSign::point;
    if (reading_.decimal == DecimalSign::comma) {
      const bool chosen = options_.decimal == DecimalSign::comma;
      reading_.decisions.insert(reading_.decisions.begin() + 1,
                                std::string("The decimal sign is a comma") + (chosen ? ", as chosen." : "."));
    }
    return set;
  }

  // Returns the number of lines that are names.
  std::size_t find_names(const TableSample& sample, const NumberFormat& format, std::vector<std::string>& names) {
    const HeaderDecision decision = decide_header(sample, options_, format);
    std::string reason = decision.reason;
    std::size_t lines = 0;
    if (decision.is_header) {
      names = sample.lines[0].fields;
      if (sample.lacks_first_name) names.insert(names.begin(), std::string());
      while (names.size() > sample.width && names.back().empty()) names.pop_back();
      if (names.size() != sample.width) {
        wrong({sample.lines[0].line, 0,
               "has " + std::to_string(names.size()) + (names.size() == 1 ? " column" : " columns") +
                   ", most lines have " + std::to_string(sample.width) + "."},
              sample.lines[0], "Line");
      }
      lines = 1;
    } else if (options_.header == HeaderLine::automatic && are_names(sample.comment.fields, sample.width, format)) {
      names = sample.comment.fields;
      reading_.first_lines.insert(reading_.first_lines.begin(), sample.comment);
      if (reading_.first_lines.size() > kPreviewLines) reading_.first_lines.pop_back();
      reason = "The comment above the first line is taken for names: it has a word for each column.";
    }
    reading_.has_header = !names.empty();
    reading_.decisions.push_back(std::move(reason));
    return lines;
  }

  static bool are_names(const std::vector<std::string>& fields, std::size_t width, const NumberFormat& format) {
    return fields.size() == width && std::none_of(fields.begin(), fields.end(), [&](const std::string& field) {
             return is_missing(field) || format.read(field);
           });
  }

  Error refuse_empty(std::string_view text, char separator) {
    CsvRecords records(text, separator);
    records.next();
    if (!records.problem()) return Error{"The file holds no data."};
    wrong(*records.problem(), {records.line(), {records.fields().begin(), records.fields().end()}}, "Line");
    return Error{reading_.problem};
  }

  Error refuse_nameless(std::string_view text, char separator, std::size_t header_lines) {
    CsvRecords records(text, separator);
    for (std::size_t i = 0; i <= header_lines; ++i) records.next();
    if (!records.problem()) return Error{"The file holds a line of column names but no data."};
    wrong(*records.problem(), {records.line(), {records.fields().begin(), records.fields().end()}}, "Line");
    return Error{reading_.problem};
  }

  Result<Dataset> read_array(std::string_view bytes) {
    const bool npy = is_npy(bytes);
    reading_.kind = npy ? "NPY array" : "IDX array";
    Result<ArrayFile> array = npy ? open_npy(bytes) : open_idx(bytes);
    if (!array) return Error{array.error()};
    array->drop_axes_of_one();
    reading_.kind += ", " + array->sizes_text();
    if (array->rank() == 0 || array->count() == 0)
      return Error{"The array holds no samples: it is " + array->sizes_text() + "."};
    if (array->rank() > 2) return Error{"The array is " + array->sizes_text() + ": pictures or the like, not a table."};
    TableSample sample;
    ArrayRows first(*array), rows(*array);
    if (first.width() > kMaximumColumns)
      return Error{"The array has more than " + std::to_string(kMaximumColumns) + " columns, the most allowed."};
    while (sample.lines.size() < kSampleLines && first.next()) sample.lines.push_back(first.whole());
    sample.width = first.width();
    reading_.first_lines = {sample.lines.begin(),
                            sample.lines.begin() +
                                static_cast<std::ptrdiff_t>(std::min(sample.lines.size(), kPreviewLines))};
    return take_in(sample, {}, 0, {}, rows, "Row");
  }

  Result<Dataset> take_in(const TableSample& sample, const std::vector<std::string>& names, std::size_t header_lines,
                          const NumberFormat& format, TableRows& rows, const char* of_lines) {
    TableLayout layout = lay_out(sample, names, header_lines, options_, format);
    reading_.columns = layout.columns;
    reading_.decisions.insert(reading_.decisions.end(), layout.reasons.begin(), layout.reasons.end());
    if (!layout.problem.empty()) return Error{layout.problem};
    TableBuilder builder(std::move(layout), options_, reading_);
    std::optional<CellProblem> problem;
    while (!problem && rows.next()) problem = builder.add(rows);
    if (!problem) problem = rows.problem();
    reading_.rows = builder.rows();
    if (problem) {
      wrong(*problem, rows.whole(), of_lines);
      return Error{reading_.problem};
    }
    return builder.finish(!names.empty());
  }

  void wrong(const CellProblem& problem, TableLine line, const char* of_lines) {
    reading_.problem = problem.sentence(of_lines);
    reading_.wrong = WrongCell{std::move(line), problem.column};
  }

  const TableOptions& options_;
  TableReading& reading_;
};

}  // namespace

std::size_t TableReading::label() const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [](const TableColumn& column) { return column.role == ColumnRole::label; });
  return found == columns.end() ? 0 : static_cast<std::size_t>(found - columns.begin()) + 1;
}

Result<Dataset> read_table(std::string_view bytes, const TableOptions& options, TableReading* reading) {
  TableReading found;
  Result<Dataset> set = TableReader(options, found).read(bytes);
  if (!set) found.problem = set.error();
  if (reading != nullptr) *reading = std::move(found);
  return set;
}

TableReading look_at_table(std::string_view bytes, const TableOptions& options) {
  TableReading reading;
  (void)read_table(bytes, options, &reading);
  return reading;
}

}  // namespace lectern::data
