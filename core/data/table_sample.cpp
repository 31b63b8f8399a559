#include "core/data/table_sample.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "core/data/csv_records.h"

namespace lectern::data {
namespace {

constexpr std::array<std::pair<Separator, char>, 5> kCharacters{{{Separator::tab, '\t'},
                                                                 {Separator::semicolon, ';'},
                                                                 {Separator::comma, ','},
                                                                 {Separator::bar, '|'},
                                                                 {Separator::blank, ' '}}};

const char* plural_name(char separator) {
  switch (separator) {
    case '\t': return "Tabs";
    case ';': return "Semicolons";
    case '|': return "Vertical bars";
    case ' ': return "Blanks";
    default: return "Commas";
  }
}

// The number of fields that most lines have, the larger of two that are as frequent.
std::size_t usual_width(const std::vector<TableLine>& lines) {
  std::map<std::size_t, std::size_t> counts;
  for (const TableLine& line : lines) ++counts[line.fields.size()];
  std::size_t width = 0, most = 0;
  for (const auto& [size, count] : counts) {
    if (count < most) continue;
    most = count;
    width = size;
  }
  const auto is_empty = [&](std::size_t column) {
    return std::all_of(lines.begin(), lines.end(), [&](const TableLine& line) {
      return line.fields.size() <= column || line.fields[column].empty();
    });
  };
  while (width > 1 && is_empty(width - 1)) --width;
  return width;
}

bool fits(const TableLine& line, std::size_t width) {
  return line.fields.size() >= width && std::all_of(line.fields.begin() + static_cast<std::ptrdiff_t>(width),
                                                    line.fields.end(), [](const auto& f) { return f.empty(); });
}

// "1.234,5": a number to a person, though it is refused.
bool is_made_of_digits(std::string_view field) {
  return is_damaged_number(field) && field.find_first_not_of("+-0123456789.,") == std::string_view::npos;
}

// How well a separator cuts the text: the share of lines of equal width, then that of numbers. 0: into one column.
double quality(const TableSample& sample) {
  if (sample.width < 2) return 0;
  constexpr double kOfText = 0.2;  // what a field counts that is no number
  const NumberFormat any;
  std::size_t fitting = 0, numbers = 0, fields = 0;
  for (const TableLine& line : sample.lines) {
    if (fits(line, sample.width) || (&line == sample.lines.data() && sample.lacks_first_name)) ++fitting;
    for (const std::string& field : line.fields) {
      ++fields;
      if (any.read(field) || is_made_of_digits(field)) ++numbers;
    }
  }
  const double share = static_cast<double>(fitting) / static_cast<double>(sample.lines.size());
  return share * share * (kOfText + (1 - kOfText) * static_cast<double>(numbers) / static_cast<double>(fields));
}

}  // namespace

std::string_view TableSample::field(std::size_t line, std::size_t column) const {
  const auto& fields = lines[line].fields;
  return column < fields.size() ? std::string_view(fields[column]) : std::string_view();
}

TableSample sample_of(std::string_view text, char separator) {
  TableSample sample;
  CsvRecords records(text, separator);
  while (sample.lines.size() < kSampleLines && records.next()) {
    if (sample.lines.empty() && records.comment_line() > 0) {
      CsvRecords names(records.comment(), separator);
      if (names.next()) {
        sample.comment.fields.assign(names.fields().begin(), names.fields().end());
        sample.comment.line = records.comment_line();
      }
    }
    sample.lines.push_back({records.line(), {records.fields().begin(), records.fields().end()}});
  }
  if (sample.lines.empty()) return sample;
  sample.width = usual_width(sample.lines);
  const std::size_t first = sample.lines[0].fields.size();
  sample.lacks_first_name = first > 1 && first + 1 == sample.width && sample.lines.size() > 1 &&
                            std::all_of(sample.lines.begin() + 1, sample.lines.end(),
                                        [&](const TableLine& line) { return line.fields.size() == sample.width; });
  return sample;
}

char character_of(Separator separator) {
  for (const auto& [name, character] : kCharacters)
    if (name == separator) return character;
  return ',';
}

Separator separator_of(char character) {
  for (const auto& [name, known] : kCharacters)
    if (known == character) return name;
  return Separator::automatic;
}

SeparatorChoice choose_separator(std::string_view text, const TableOptions& options) {
  if (options.separator != Separator::automatic) {
    const char chosen = character_of(options.separator);
    return {chosen, plural_name(chosen) + std::string(" separate the fields, as chosen.")};
  }
  if (const auto announced = announced_separator(text)) {
    return {*announced, "“" + std::string(1, *announced) + "” separates the fields, as the first line says."};
  }
  char best = ',';
  double highest = 0;
  std::size_t width = 1;
  for (const auto& [name, character] : kCharacters) {
    const TableSample sample = sample_of(text, character);
    const double reached = quality(sample);
    if (reached <= highest) continue;
    highest = reached;
    best = character;
    width = sample.width;
  }
  if (highest == 0) return {best, "No separator was found: every line is one field."};
  return {best, plural_name(best) + std::string(" separate the fields: they cut the first lines into ") +
                    std::to_string(width) + " columns each."};
}

void settle_decimal_sign(const TableSample& sample, NumberFormat& format) {
  if (format.sign != DecimalSign::automatic) return;
  std::size_t points = 0, commas = 0;
  for (const TableLine& line : sample.lines) {
    for (const std::string& field : line.fields) {
      const DecimalSign sign = format.sign_in(field);
      points += sign == DecimalSign::point ? 1 : 0;
      commas += sign == DecimalSign::comma ? 1 : 0;
    }
  }
  if (points + commas > 0) format.sign = commas > points ? DecimalSign::comma : DecimalSign::point;
}

ColumnContent content_of(const TableSample& sample, std::size_t column, std::size_t first, const NumberFormat& format) {
  ColumnContent content;
  std::set<std::string_view> seen;
  for (std::size_t i = first; i < sample.lines.size(); ++i) {
    const std::string_view field = sample.field(i, column);
    if (is_missing(field)) continue;
    seen.insert(field);
    const auto number = format.read(field);
    if (!number) {
      ++content.texts;
      if (is_damaged_number(field)) ++content.damaged;
      continue;
    }
    content.least = content.numbers == 0 ? *number : std::min(content.least, *number);
    content.greatest = content.numbers == 0 ? *number : std::max(content.greatest, *number);
    content.all_have_sign = content.all_have_sign && field.find_first_of(".,eE") != std::string_view::npos;
    ++content.numbers;
  }
  content.distinct = seen.size();
  return content;
}

}  // namespace lectern::data
