#include "core/data/table_rows.h"

#include <algorithm>
#include <cmath>

#include "core/math/decimal.h"

namespace lectern::data {

TextRows::TextRows(std::string_view text, char separator, std::size_t width, const NumberFormat& format,
                   std::size_t skipped)
    : records_(text, separator), width_(width), format_(format) {
  for (std::size_t i = 0; i < skipped; ++i) records_.next();
}

bool TextRows::next() {
  if (!records_.next()) {
    problem_ = records_.problem();
    return false;
  }
  const auto fields = records_.fields();
  const auto behind = fields.begin() + static_cast<std::ptrdiff_t>(std::min(width_, fields.size()));
  if (fields.size() >= width_ && std::all_of(behind, fields.end(), [](const auto& field) { return field.empty(); }))
    return true;
  problem_ = CellProblem{line(), 0,
                         "has " + std::to_string(fields.size()) + (fields.size() == 1 ? " column" : " columns") +
                             ", most lines have " + std::to_string(width_) + "."};
  return false;
}

std::optional<double> TextRows::number(std::size_t column) {
  const std::string& field = records_.fields()[column];
  if (format_.sign == DecimalSign::automatic) format_.sign = format_.sign_in(field);
  return format_.read(field);
}

ArrayRows::ArrayRows(const ArrayFile& array)
    : array_(array),
      rows_(static_cast<std::size_t>(array.shape[0])),
      width_(array.rank() > 1 ? static_cast<std::size_t>(array.shape[1]) : 1) {}

bool ArrayRows::next() {
  if (row_ == rows_) return false;
  ++row_;
  return true;
}

std::optional<double> ArrayRows::number(std::size_t column) {
  const double number = value(column);
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::string ArrayRows::text(std::size_t column) const {
  const double number = value(column);
  return std::isnan(number) ? "NaN" : math::shortest_decimal(number);
}

void ArrayRows::add_label(std::size_t, std::optional<double> number, LabelColumn& labels) const {
  if (number) labels.add(*number);
}

TableLine ArrayRows::whole() const {
  TableLine line{row_, {}};
  for (std::size_t j = 0; j < width_; ++j) line.fields.push_back(text(j));
  return line;
}

}  // namespace lectern::data
