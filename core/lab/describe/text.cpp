#include "core/lab/describe/text.h"

#include <cstdio>

namespace lectern {

void add_line(Text& text, TextStyle style, std::string_view line) {
  text.line(style, line);
}

void add_value(Text& text, std::string_view label, double value, int digits, std::string_view unit) {
  text.value(label, value, {.unit = unit, .digits = digits});
}

std::string short_number(double value) {
  std::string text;
  write_number(text, "%.3g", value);
  return text;
}

void write_number(std::string& out, const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  out.assign(text);
}

}  // namespace lectern
