#pragma once

#include <initializer_list>
#include <string_view>

#include "core/lab/panel.h"

namespace lectern {

// Overwrites the headings of a table.
void set_columns(Table& table, std::initializer_list<std::string_view> headings);

// Appends a row with a cell for each heading, empty but for the first.
TableRow& add_row(Table& table, std::string_view first_cell, ColorRole color);

}  // namespace lectern
