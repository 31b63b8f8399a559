#include "core/data/csv_records.h"

#include <algorithm>
#include <utility>

#include "core/data/limits.h"

namespace lectern::data {
namespace {

constexpr std::size_t kMaximumFieldBytes = 4096;
constexpr char kTooLong[] = "the field has more than 4096 bytes, the most allowed.";

char most_frequent_separator(std::string_view text) {
  constexpr std::string_view kSeparators = ",;\t";
  std::size_t counts[3] = {};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    const std::size_t which = kSeparators.find(c);
    if (which != std::string_view::npos) ++counts[which];
  }
  return kSeparators[static_cast<std::size_t>(std::max_element(counts, counts + 3) - counts)];
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

std::string_view trimmed(std::string_view field) {
  const std::size_t first = field.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return field.substr(first, field.find_last_not_of(" \t\r") + 1 - first);
}

}  // namespace

CsvRecords::CsvRecords(std::string_view text)
    : text_(without_byte_order_mark(text)), separator_(most_frequent_separator(text_)) {}

Error CsvRecords::problem(const std::string& what) const {
  return {"Line " + std::to_string(line_) + ", column " + std::to_string(fields_.size() + 1) + ": " + what};
}

// From behind the opening quotation mark to behind the closing one.
std::optional<Error> CsvRecords::read_quoted(std::string& field) {
  for (;;) {
    if (at_ == text_.size()) return problem("a quotation mark is opened but never closed.");
    const char c = text_[at_++];
    if (c == '"') {
      if (at_ == text_.size() || text_[at_] != '"') return std::nullopt;
      ++at_;
    }
    if (c == '\n') ++next_line_;
    if (field.size() == kMaximumFieldBytes) return problem(kTooLong);
    field += c;
  }
}

std::optional<Error> CsvRecords::read_field(std::string& field) {
  while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  const bool quoted = at_ < text_.size() && text_[at_] == '"';
  if (quoted) {
    ++at_;
    if (auto error = read_quoted(field)) return error;
  }
  const char ends[] = {separator_, '\n'};
  const std::size_t end = std::min(text_.find_first_of(std::string_view(ends, 2), at_), text_.size());
  const std::string_view rest = trimmed(text_.substr(at_, end - at_));
  if (quoted && !rest.empty()) return problem("there is text behind the closing quotation mark.");
  if (rest.size() > kMaximumFieldBytes) return problem(kTooLong);
  if (!quoted) field = rest;
  record_ended_ = end == text_.size() || text_[end] == '\n';
  at_ = std::min(end + 1, text_.size());
  return std::nullopt;
}

Result<bool> CsvRecords::next() {
  while (at_ < text_.size()) {
    line_ = next_line_;
    fields_.clear();
    do {
      if (fields_.size() == kMaximumColumns) {
        return problem("there are more than " + std::to_string(kMaximumColumns) + " columns, the most allowed.");
      }
      std::string field;
      if (auto error = read_field(field)) return *error;
      fields_.push_back(std::move(field));
    } while (!record_ended_);
    ++next_line_;
    if (fields_.size() > 1 || !fields_.front().empty()) return true;
  }
  return false;
}

}  // namespace lectern::data
