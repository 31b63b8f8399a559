#include "core/data/csv.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/data/csv_records.h"
#include "core/data/gzip.h"
#include "core/data/limits.h"
#include "core/math/decimal.h"

namespace lectern::data {
namespace {

constexpr int kMaximumAutomaticClasses = 20;

std::optional<float> number_of(std::string_view field) {
  if (field.starts_with('+')) field.remove_prefix(1);
  return math::parse_decimal<float>(field);
}

bool is_missing(std::string_view field) {
  constexpr std::array<std::string_view, 8> kMarks = {"", "NA", "N/A", "NaN", "nan", "null", "?", "-"};
  return std::find(kMarks.begin(), kMarks.end(), field) != kMarks.end();
}

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// A field as it may be quoted in a sentence.
std::string shown(std::string_view field) {
  constexpr std::size_t kLongest = 40;
  std::string text(field.substr(0, kLongest));
  for (char& c : text) {
    if (c < ' ' || c == '\x7f') c = '?';
  }
  return "“" + text + (field.size() > kLongest ? "…" : "") + "”";
}

using Fields = std::vector<std::string>;

// Text over numbers in some column, or nothing but text.
bool is_header(const Fields& first, const std::optional<Fields>& second) {
  bool all_text = true;
  for (std::size_t j = 0; j < first.size(); ++j) {
    const bool text = !number_of(first[j]) && !is_missing(first[j]);
    all_text = all_text && text;
    if (text && second && j < second->size() && number_of((*second)[j])) return true;
  }
  return all_text;
}

// The labels as they come: each as the number of its text, and as the number it says if all do.
class LabelColumn {
 public:
  void add(const std::string& field, std::optional<float> number) {
    if (distinct() <= kMaximumClasses) {  // beyond that they cannot be classes, and need not be remembered
      order_.push_back(index_.try_emplace(field, static_cast<int>(index_.size())).first->second);
    }
    all_numbers_ = all_numbers_ && number.has_value();
    if (all_numbers_) numbers_.push_back(*number);
    whole_ = whole_ && number && *number == std::floor(*number);
  }

  bool are_numbers() const { return all_numbers_; }
  bool look_like_classes() const {
    const bool often = order_.size() >= 2 * index_.size();
    return !all_numbers_ || (whole_ && often && distinct() <= kMaximumAutomaticClasses);
  }
  int distinct() const { return static_cast<int>(index_.size()); }

  // Numbers the classes in ascending order of their numbers or texts.
  void make_classes(Dataset& set) const {
    std::vector<std::pair<std::string, int>> classes(index_.begin(), index_.end());
    if (all_numbers_) {
      std::stable_sort(classes.begin(), classes.end(),
                       [](const auto& a, const auto& b) { return *number_of(a.first) < *number_of(b.first); });
    }
    std::vector<int> rank(classes.size());
    for (std::size_t c = 0; c < classes.size(); ++c) {
      const bool same = c > 0 && all_numbers_ && *number_of(classes[c].first) == *number_of(classes[c - 1].first);
      if (!same) set.class_names.push_back(classes[c].first);  // "1" and "1.0" are one class
      rank[static_cast<std::size_t>(classes[c].second)] = set.classes() - 1;
    }
    for (const int first_seen : order_) set.labels.push_back(rank[static_cast<std::size_t>(first_seen)]);
  }
  void make_targets(Dataset& set) { set.targets = std::move(numbers_); }

 private:
  std::map<std::string, int> index_;  // ordered, so that nothing depends on a hash
  std::vector<int> order_;
  std::vector<float> numbers_;
  bool all_numbers_ = true;
  bool whole_ = true;
};

// Reads the records one by one into a data set.
class TableReader {
 public:
  TableReader(std::string_view text, const CsvOptions& options) : records_(text), options_(options) {}

  Result<Dataset> read() {
    Result<bool> more = records_.next();
    if (!more) return Error{more.error()};
    if (!*more) return Error{"The file holds no data."};
    const Fields first = records_.fields();
    const std::size_t first_line = records_.line();
    more = records_.next();
    if (!more) return Error{more.error()};
    const std::optional<Fields> second = *more ? std::optional(records_.fields()) : std::nullopt;
    const bool header = is_header(first, second);
    if (auto error = choose_columns(first, header)) return *error;
    if (!header) {
      if (auto error = add(first, first_line)) return *error;
    }
    while (*more && rows_ < options_.first_samples) {
      if (auto error = add(records_.fields(), records_.line())) return *error;
      more = records_.next();
      if (!more) return Error{more.error()};
    }
    if (rows_ == 0) return Error{"The file holds a line of column names but no data."};
    return finish();
  }

 private:
  bool has_labels() const { return options_.label_kind != LabelKind::none; }

  std::optional<Error> choose_columns(const Fields& first, bool header) {
    columns_ = first.size();
    label_ = has_labels() ? columns_ - 1 : columns_;
    if (has_labels() && columns_ < 2) {
      return Error{"Line 1 has one column; needed are at least two, separated by commas, semicolons or tabs: "
                   "numbers and the label."};
    }
    if (has_labels() && header) {
      const std::array<std::string_view, 5> known = {"label", "class", "target", "species", "y"};
      for (std::size_t j = 0; j < columns_; ++j) {
        const std::string name = lower_case(first[j]);
        if (std::find(known.begin(), known.end(), name) != known.end()) label_ = j;
      }
    }
    if (has_labels() && !options_.label_column.empty()) {
      const auto named = std::find(first.begin(), first.end(), options_.label_column);
      if (!header || named == first.end()) {
        return Error{"The file has no column called " + shown(options_.label_column) + "."};
      }
      label_ = static_cast<std::size_t>(named - first.begin());
    }
    for (std::size_t j = 0; j < columns_ && header; ++j) {
      if (j != label_) set_.column_names.push_back(first[j]);
    }
    return std::nullopt;
  }

  std::optional<Error> add(const Fields& fields, std::size_t line) {
    const std::string at_line = "Line " + std::to_string(line);
    if (fields.size() != columns_) {
      return Error{at_line + " has " + std::to_string(fields.size()) + " columns, the first line has " +
                   std::to_string(columns_) + "."};
    }
    if (values_.size() + columns_ > kMaximumTableValues) {
      return Error{at_line + ": the table has more than " + std::to_string(kMaximumTableValues) +
                   " numbers, the most allowed."};
    }
    for (std::size_t j = 0; j < columns_; ++j) {
      const std::string& field = fields[j];
      const auto where = [&] { return at_line + ", column " + std::to_string(j + 1) + ": "; };
      if (is_missing(field)) {
        return Error{where() + "the value is missing; fill it in or leave the line out."};
      }
      const std::optional<float> number = number_of(field);
      if (j == label_) {
        labels_.add(field, number);
        if (!labels_.are_numbers() && labels_.distinct() > kMaximumClasses) {
          return Error{where() + "there are more than " + std::to_string(kMaximumClasses) +
                       " classes, the most allowed."};
        }
      } else if (number) {
        values_.push_back(*number);
      } else {
        return Error{where() + shown(field) + " is not a number a float can hold (written like 12, -0.5 or 3e-4)."};
      }
    }
    ++rows_;
    return std::nullopt;
  }

  Result<Dataset> finish() {
    const auto features = static_cast<std::ptrdiff_t>(has_labels() ? columns_ - 1 : columns_);
    set_.X = Matrix<float>(static_cast<std::ptrdiff_t>(rows_), features, std::move(values_));
    if (!has_labels()) return std::move(set_);
    const bool classes = options_.label_kind == LabelKind::classes ||
                         (options_.label_kind == LabelKind::automatic && labels_.look_like_classes());
    if (!classes && !labels_.are_numbers()) {
      return Error{"The label column holds text, not numbers to be predicted."};
    }
    if (classes && labels_.distinct() > kMaximumClasses) {
      return Error{"The label column holds more than " + std::to_string(kMaximumClasses) +
                   " different labels, the most allowed for classes."};
    }
    if (classes) {
      labels_.make_classes(set_);
    } else {
      labels_.make_targets(set_);
    }
    return std::move(set_);
  }

  CsvRecords records_;
  const CsvOptions& options_;
  Dataset set_;
  std::size_t columns_ = 0;
  std::size_t label_ = 0;
  std::size_t rows_ = 0;
  AlignedVector<float> values_;
  LabelColumn labels_;
};

}  // namespace

Result<Dataset> read_csv(std::string_view bytes, const CsvOptions& options) {
  if (is_gzip(bytes)) {
    const Result<std::string> unpacked = unpack_gzip(bytes, kMaximumFileBytes);
    if (!unpacked) return Error{unpacked.error()};
    if (is_gzip(*unpacked)) return Error{"The gzip file holds another gzip file, not a table."};
    return read_csv(*unpacked, options);
  }
  if (bytes.size() > kMaximumFileBytes) {
    return Error{"The table has more than " + std::to_string(kMaximumFileBytes >> 20) + " MB, the most allowed."};
  }
  if (bytes.find('\0') != std::string_view::npos) {
    return Error{"The file is not a table of text: it holds a zero byte."};
  }
  return TableReader(bytes, options).read();
}

}  // namespace lectern::data
