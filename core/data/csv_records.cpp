#include "core/data/csv_records.h"

#include <algorithm>
#include <utility>

#include "core/data/limits.h"

namespace lectern::data {
namespace {

constexpr std::size_t kMaximumFieldBytes = 4096;

// Blanks, tabs and no-break spaces.
std::string_view without_blanks(std::string_view field) {
  constexpr std::string_view kNoBreak = "\xc2\xa0";
  for (;;) {
    if (field.starts_with(' ') || field.starts_with('\t')) {
      field.remove_prefix(1);
    } else if (field.starts_with(kNoBreak)) {
      field.remove_prefix(kNoBreak.size());
    } else if (field.ends_with(' ') || field.ends_with('\t')) {
      field.remove_suffix(1);
    } else if (field.ends_with(kNoBreak)) {
      field.remove_suffix(kNoBreak.size());
    } else {
      return field;
    }
  }
}

}  // namespace

std::string CellProblem::sentence(const char* of_lines) const {
  std::string place = of_lines + (" " + std::to_string(line));
  if (column > 0) place += ", column " + std::to_string(column);
  return place + (column > 0 ? ": " : " ") + what;
}

std::optional<char> announced_separator(std::string_view text) {
  std::string_view line = without_blanks(text.substr(0, text.find_first_of("\r\n")));
  if (line.size() >= 2 && line.starts_with('"') && line.ends_with('"')) line = line.substr(1, line.size() - 2);
  if (text.substr(0, 5) == "sep=\t") return '\t';  // taken away above
  const bool announces =
      line.size() == 5 && (line.starts_with("sep=") || line.starts_with("SEP=") || line.starts_with("Sep="));
  return announces ? std::optional(line[4]) : std::nullopt;
}

CsvRecords::CsvRecords(std::string_view text, char separator) : text_(text), separator_(separator) {
  if (!announced_separator(text)) return;
  at_ = std::min(text.find_first_of("\r\n"), text.size());
  pass_line_end();
}

void CsvRecords::fail(std::string what) {
  if (!problem_) problem_ = CellProblem{line_, count_, std::move(what)};
  at_ = text_.size();
  record_ended_ = true;
}

void CsvRecords::skip_blanks() {
  while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] == '\t' && separator_ != '\t'))) ++at_;
}

void CsvRecords::pass_line_end() {
  if (at_ == text_.size()) return;
  const bool two = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
  at_ += two ? 2 : 1;
  ++next_line_;
}

// From behind the opening quotation mark to behind the closing one.
void CsvRecords::read_quoted(std::string& field) {
  for (;;) {
    if (at_ == text_.size()) return fail("a quotation mark is opened but never closed.");
    const char c = text_[at_];
    if (c == '\n' || c == '\r') {
      const std::size_t from = at_;
      pass_line_end();
      field.append(text_.substr(from, at_ - from));
    } else {
      ++at_;
      if (c == '"') {
        if (at_ == text_.size() || text_[at_] != '"') return;
        ++at_;
      }
      field += c;
    }
    if (field.size() > kMaximumFieldBytes) {
      field.resize(kMaximumFieldBytes);
      return fail("the quoted field has more than 4096 bytes, the most allowed; is its quotation mark closed?");
    }
  }
}

void CsvRecords::read_field() {
  skip_blanks();
  record_ended_ = true;
  if (separator_ == ' ' && at_line_end()) return pass_line_end();  // blanks at the end of a line make no field
  if (count_ == kMaximumColumns) {
    return fail("there are more than " + std::to_string(kMaximumColumns) + " columns, the most allowed.");
  }
  if (count_ == fields_.size()) fields_.emplace_back();
  std::string& field = fields_[count_++];
  field.clear();
  const bool quoted = at_ < text_.size() && text_[at_] == '"';
  if (quoted) {
    ++at_;
    read_quoted(field);
    if (problem_) return;
  }
  const std::size_t start = at_;
  const auto ends = [&](char c) {
    return c == separator_ || c == '\n' || c == '\r' || (separator_ == ' ' && c == '\t');
  };
  while (at_ < text_.size() && !ends(text_[at_])) ++at_;
  const std::string_view rest = without_blanks(text_.substr(start, at_ - start));
  if (quoted && !rest.empty()) return fail("there is text behind the closing quotation mark.");
  if (!quoted) field = rest.substr(0, kMaximumFieldBytes);
  if (rest.size() > kMaximumFieldBytes) return fail("the field has more than 4096 bytes, the most allowed.");
  if (at_line_end()) return pass_line_end();
  ++at_;
  record_ended_ = false;
}

void CsvRecords::read_comment() {
  const std::size_t end = std::min(text_.find_first_of("\r\n", at_), text_.size());
  const std::size_t start = std::min(text_.find_first_not_of('#', at_), end);
  comment_ = without_blanks(text_.substr(start, end - start));
  comment_line_ = next_line_;
  at_ = end;
  pass_line_end();
}

bool CsvRecords::is_blank_record() const {
  const auto all = fields();
  return std::all_of(all.begin(), all.end(), [](const std::string& field) { return field.empty(); });
}

bool CsvRecords::next() {
  while (at_ < text_.size() && !problem_) {
    line_ = next_line_;
    count_ = 0;
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '#') {
      read_comment();
      continue;
    }
    do {
      read_field();
    } while (!record_ended_);
    if (problem_) return false;
    if (!is_blank_record()) return true;
  }
  return false;
}

}  // namespace lectern::data
