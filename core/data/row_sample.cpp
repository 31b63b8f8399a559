#include "core/data/row_sample.h"

#include <cstring>
#include <utility>

namespace lectern::data {
namespace {

constexpr std::size_t kLongestRow = std::size_t{1} << 20;

// Whether a row holds data, or names.
bool holds_data(std::string_view row) {
  const std::size_t at = row.find_first_not_of(" \t\r\n");
  return at != std::string_view::npos && row[at] != '#';
}

bool announces_separator(std::string_view row) {
  return row.starts_with("sep=") || row.starts_with("\"sep=") || row.starts_with("Sep=") || row.starts_with("SEP=");
}

}  // namespace

void RowSample::add(std::string_view part) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < part.size() && !is_hopeless_; ++i) {
    const char c = part[i];
    if (after_return_ && c != '\n') {
      end_row(part.substr(from, i - from));
      from = i;
    }
    after_return_ = c == '\r' && !is_quoted_;
    if (c == '"') {
      is_quoted_ = !is_quoted_;
    } else if (c == '\n' && !is_quoted_) {
      end_row(part.substr(from, i + 1 - from));
      from = i + 1;
    }
    const std::size_t length = open_.size() + (i + 1 - from);
    if (length > kLongestRow) is_quoted_ = false;  // a mark that is never closed
    if (length > 2 * kLongestRow) is_hopeless_ = true;
  }
  if (is_hopeless_) {
    std::string().swap(text_);
    std::string().swap(open_);
    std::vector<Kept>().swap(kept_);
    return;
  }
  open_.append(part.substr(from));
}

void RowSample::finish() { end_row({}); }

void RowSample::end_row(std::string_view rest) {
  if (open_.empty()) return take_row(rest);
  open_.append(rest);
  const std::string row = std::exchange(open_, {});
  take_row(row);
}

void RowSample::take_row(std::string_view row) {
  if (!has_first_) {
    first_.append(row);
    has_first_ = holds_data(row) && !announces_separator(row);
    return;
  }
  if (!holds_data(row)) return;
  ++rows_;
  const std::uint64_t ticket = rng_.next_u64();
  if (ticket > ceiling_) return;
  text_.append(row);
  if (row.back() != '\n' && row.back() != '\r') text_ += '\n';
  kept_.push_back({ticket, text_.size()});
  while (text_.size() > budget_) thin_out();
}

// Keeps three quarters of the rows.
void RowSample::thin_out() {
  ceiling_ -= ceiling_ / 4;
  std::size_t to = 0, from = 0, count = 0;
  for (const Kept& row : kept_) {
    const std::size_t length = row.end - from;
    if (row.ticket <= ceiling_) {
      std::memmove(text_.data() + to, text_.data() + from, length);
      to += length;
      kept_[count++] = {row.ticket, to};
    }
    from = row.end;
  }
  kept_.resize(count);
  text_.resize(to);
}

std::string RowSample::take() {
  if (!first_.empty() && first_.back() != '\n' && first_.back() != '\r') first_ += '\n';
  std::string all = std::exchange(first_, {});
  all += text_;
  text_ = {};
  return all;
}

}  // namespace lectern::data
