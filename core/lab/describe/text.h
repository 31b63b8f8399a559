#pragma once

#include <string>
#include <string_view>

#include "core/lab/panel.h"

namespace lectern {

// Appends lines to a Text panel, refilling the strings it has.
void add_line(Text& text, TextStyle style, std::string_view line);

// "label = value unit" with so many significant digits.
void add_value(Text& text, std::string_view label, double value, int digits = 4, std::string_view unit = "");

// The number with three significant digits: "0.0213".
std::string short_number(double value);

// Overwrites `out` with a printf pattern of one number: "layer %.0f".
void write_number(std::string& out, const char* pattern, double value);

}  // namespace lectern
