#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/number_field.h"
#include "core/data/table_reading.h"

// The first lines of a table, from which it is found how the rest is to be read.
namespace lectern::data {

inline constexpr std::size_t kSampleLines = 100;

struct TableSample {
  std::vector<TableLine> lines;   // at most kSampleLines
  std::size_t width = 0;          // columns of most of them; columns that are empty everywhere at the end do not count
  bool lacks_first_name = false;  // the first line has one field less than all others, as R writes names
  TableLine comment;              // the comment that stands directly before the first line, cut likewise; may be empty

  // The field of a line, "" if it has fewer.
  std::string_view field(std::size_t line, std::size_t column) const;
};

TableSample sample_of(std::string_view text, char separator);

// The separator of a text, and why it is taken to be that.
struct SeparatorChoice {
  char separator;
  std::string reason;
};
SeparatorChoice choose_separator(std::string_view text, const TableOptions& options);

char character_of(Separator separator);
Separator separator_of(char character);

// Settles the decimal sign if the numbers of the sample tell it.
void settle_decimal_sign(const TableSample& sample, NumberFormat& format);

// How many fields of a column hold numbers, text, and text that begins like a number; missing ones do not count.
struct ColumnContent {
  std::size_t numbers = 0, texts = 0, damaged = 0, distinct = 0;
  double least = 0, greatest = 0;  // of the numbers
  bool all_have_sign = true;       // every number has a decimal sign or an exponent

  bool is_text() const { return texts > numbers; }
};
// Of the lines from `first` on.
ColumnContent content_of(const TableSample& sample, std::size_t column, std::size_t first, const NumberFormat& format);

}  // namespace lectern::data
