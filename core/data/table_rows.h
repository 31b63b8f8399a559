#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/data/csv_records.h"
#include "core/data/label_column.h"
#include "core/data/number_array.h"
#include "core/data/number_field.h"
#include "core/data/table_reading.h"

namespace lectern::data {

// The samples of a table one after the other, whatever they stand in.
class TableRows {
 public:
  virtual ~TableRows() = default;

  // False at the end, and where there is a problem.
  virtual bool next() = 0;
  const std::optional<CellProblem>& problem() const { return problem_; }

  virtual std::size_t line() const = 0;
  virtual bool may_hold_text() const = 0;  // as labels
  virtual std::optional<double> number(std::size_t column) = 0;
  virtual std::string text(std::size_t column) const = 0;
  virtual void add_label(std::size_t column, std::optional<double> number, LabelColumn& labels) const = 0;
  virtual TableLine whole() const = 0;  // as it stands

 protected:
  std::optional<CellProblem> problem_;
};

// Lines of a text; their columns are `width`, and empty ones behind.
class TextRows : public TableRows {
 public:
  TextRows(std::string_view text, char separator, std::size_t width, const NumberFormat& format, std::size_t skipped);

  bool next() override;
  std::size_t line() const override { return records_.line(); }
  bool may_hold_text() const override { return true; }
  std::optional<double> number(std::size_t column) override;
  std::string text(std::size_t column) const override { return records_.fields()[column]; }
  void add_label(std::size_t column, std::optional<double> number, LabelColumn& labels) const override {
    labels.add(records_.fields()[column], number);
  }
  TableLine whole() const override { return {line(), {records_.fields().begin(), records_.fields().end()}}; }

  DecimalSign decimal_sign() const { return format_.sign; }

 private:
  CsvRecords records_;
  std::size_t width_;
  NumberFormat format_;
};

// Rows of an array n × p, or n numbers.
class ArrayRows : public TableRows {
 public:
  explicit ArrayRows(const ArrayFile& array);

  bool next() override;
  std::size_t line() const override { return row_; }
  bool may_hold_text() const override { return false; }
  std::optional<double> number(std::size_t column) override;
  std::string text(std::size_t column) const override;
  void add_label(std::size_t, std::optional<double> number, LabelColumn& labels) const override;
  TableLine whole() const override;

  std::size_t rows() const { return rows_; }
  std::size_t width() const { return width_; }

 private:
  double value(std::size_t column) const { return array_.value((row_ - 1) * width_ + column); }

  const ArrayFile& array_;
  std::size_t rows_, width_;
  std::size_t row_ = 0;  // from 1
};

}  // namespace lectern::data
