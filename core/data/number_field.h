#pragma once

#include <optional>
#include <string_view>

#include "core/data/table_options.h"

namespace lectern::data {

// Whether a field stands for a value that is not known: empty, NA, NaN, null, ?, …
bool is_missing(std::string_view field);

// How numbers are written in a table. While the sign is automatic both are read.
struct NumberFormat {
  DecimalSign sign = DecimalSign::automatic;
  bool comma_separates = false;  // the fields: "1,234" in quotation marks may then be thousands, and is not read

  // A decimal number that fills the field; "+" and "−" (U+2212) may stand before it.
  std::optional<double> read(std::string_view field) const;
  // The sign that a number has; automatic if it has none, or if the field is no number.
  DecimalSign sign_in(std::string_view field) const;
};

// Whether a field that is no number begins as one does: "12 kg", "1.234,5", "2020-01-01".
bool is_damaged_number(std::string_view field);

}  // namespace lectern::data
