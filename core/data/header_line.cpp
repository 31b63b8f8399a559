#include "core/data/header_line.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math/ascii.h"

namespace lectern::data {
namespace {

bool is_label_word(std::string_view field) {
  constexpr std::array<std::string_view, 11> kWords = {"label", "labels", "class",    "classes", "target", "species",
                                                       "kind",  "type",   "category", "group",   "name"};
  return std::find(kWords.begin(), kWords.end(), lower_case(field)) != kWords.end();
}

// The first line beside what stands below it.
class FirstLine {
 public:
  FirstLine(const TableSample& sample, const NumberFormat& format) : sample_(sample), format_(format) {
    for (std::size_t j = 0; j < sample.width; ++j) below_.push_back(content_of(sample, j, 1, format));
  }

  // The reason why it is a line of names; empty if it is none.
  std::string reason() const {
    if (sample_.lacks_first_name) return all_numbers() ? "" : "it lacks the name of the first column.";
    std::size_t texts = 0, missing = 0, texts_below = 0;
    for (std::size_t j = 0; j < width(); ++j) {
      const bool is_empty = is_missing(first(j));
      const bool text = !number(j) && !is_empty;
      if (text && below_[j].numbers > below_[j].texts) return "it holds text over numbers.";
      texts += text ? 1 : 0;
      missing += is_empty ? 1 : 0;
      texts_below += below_[j].is_text() ? 1 : 0;
    }
    if (texts == width() || (texts > 0 && texts + missing == width() && texts_below < texts))
      return "it holds nothing but text.";
    if (rows_below() < 2) return {};
    if (missing == 1 && first(0).empty() && (first_column_counts() || first_column_names()))
      return "its first field is empty over a column that counts or names the rows.";
    if (number_over_text()) return "it holds numbers that rise, also over text.";
    for (std::size_t j = 0; j < width(); ++j)
      if (below_[j].is_text() && is_label_word(first(j)) && !occurs_below(j))
        return "“" + std::string(first(j)) + "” is a word for the label, and does not occur again.";
    if (missing > 0) return {};
    return texts > 0 ? numbers_beside_text() : numbers_alone();
  }

 private:
  std::size_t width() const { return sample_.width; }
  std::size_t rows_below() const { return sample_.lines.size() - 1; }
  std::string_view first(std::size_t j) const { return sample_.field(0, j); }
  std::optional<double> number(std::size_t j) const { return format_.read(first(j)); }

  bool occurs_below(std::size_t j) const {
    for (std::size_t i = 1; i < sample_.lines.size(); ++i)
      if (sample_.field(i, j) == first(j)) return true;
    return false;
  }

  bool first_column_counts() const {
    const auto start = format_.read(sample_.field(1, 0));
    if (!start || (*start != 0 && *start != 1)) return false;
    for (std::size_t i = 1; i < sample_.lines.size(); ++i)
      if (format_.read(sample_.field(i, 0)) != *start + static_cast<double>(i - 1)) return false;
    return true;
  }

  bool first_column_names() const { return below_[0].numbers == 0 && below_[0].distinct == rows_below(); }

  bool all_numbers() const {
    const auto& fields = sample_.lines[0].fields;
    return std::all_of(fields.begin(), fields.end(),
                       [&](const std::string& field) { return format_.read(field).has_value(); });
  }

  // The numbers of the first line.
  std::vector<double> numbers() const {
    std::vector<double> all;
    for (std::size_t j = 0; j < width(); ++j)
      if (const auto value = number(j)) all.push_back(*value);
    return all;
  }

  static bool monotone(const std::vector<double>& values) {
    bool rise = true, fall = true;
    for (std::size_t k = 1; k < values.size(); ++k) {
      rise = rise && values[k] > values[k - 1];
      fall = fall && values[k] < values[k - 1];
    }
    return rise || fall;
  }

  static bool count(const std::vector<double>& values) {
    for (std::size_t k = 0; k < values.size(); ++k)
      if (values[k] != values[0] + static_cast<double>(k)) return false;
    return !values.empty() && (values[0] == 0 || values[0] == 1);
  }

  bool number_over_text() const {
    const std::vector<double> values = numbers();
    if (values.size() < width() || !count(values)) return false;
    for (std::size_t j = 0; j < width(); ++j)
      if (below_[j].texts >= 2 && below_[j].numbers == 0) return true;
    return false;
  }

  // By more than the range of the column.
  bool lies_outside(std::size_t j) const {
    const auto value = number(j);
    const ColumnContent& column = below_[j];
    if (!value || column.numbers < 2) return false;
    const double range = column.greatest - column.least;
    return *value < column.least - range || *value > column.greatest + range;
  }

  // A whole number over nothing but fractions.
  bool is_written_otherwise(std::size_t j) const {
    return number(j) && below_[j].numbers >= 3 && below_[j].all_have_sign &&
           first(j).find_first_of(".,eE") == std::string_view::npos;
  }

  std::string numbers_beside_text() const {
    bool fresh = false, recurring = false;
    std::size_t outside = 0;
    for (std::size_t j = 0; j < width(); ++j) {
      if (!below_[j].is_text()) {
        outside += lies_outside(j) ? 1 : 0;
      } else if (!number(j) && !occurs_below(j)) {
        fresh = true;
        recurring = recurring || 2 * below_[j].distinct <= rows_below();
      }
    }
    const std::vector<double> values = numbers();
    if (!fresh || values.empty()) return {};
    if (recurring && count(values)) return "its numbers count the columns, and its text does not occur again.";
    const bool misfit = monotone(values) && 2 * outside >= values.size();
    if (misfit && (recurring || (values.size() >= 3 && outside == values.size())))
      return "its numbers do not fit the columns below them, and its text does not occur again.";
    return {};
  }

  std::string numbers_alone() const {
    const std::vector<double> values = numbers();
    if (values.size() < 2 || !monotone(values)) return {};
    std::size_t outside = 0, unlike = 0;
    for (std::size_t j = 0; j < width(); ++j) {
      outside += lies_outside(j) ? 1 : 0;
      if (j + 1 < width()) unlike += lies_outside(j) || (width() > 2 && is_written_otherwise(j)) ? 1 : 0;
    }
    const bool whole = std::all_of(values.begin(), values.end(), [](double v) { return v == std::floor(v); });
    if (outside == width() && (whole || width() > 2)) return "its numbers do not fit the columns below them.";
    if (count(values) && rows_below() >= 3 && unlike + 1 == width())
      return "its numbers count the columns, and are unlike those below them.";
    return {};
  }

  const TableSample& sample_;
  const NumberFormat& format_;
  std::vector<ColumnContent> below_;
};

}  // namespace

HeaderDecision decide_header(const TableSample& sample, const TableOptions& options, const NumberFormat& format) {
  const std::string names = "The first line is taken for names", data = "The first line is taken for data";
  if (options.header != HeaderLine::automatic) {
    const bool yes = options.header == HeaderLine::yes;
    return {yes, (yes ? names : data) + ", as chosen."};
  }
  if (const std::string reason = FirstLine(sample, format).reason(); !reason.empty())
    return {true, names + ": " + reason};
  return {false, data + ": it is like the lines below."};
}

int label_priority(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames = {"label", "class", "target", "species"};
  const auto found = std::find(kNames.begin(), kNames.end(), lower_case(name));
  return found == kNames.end() ? 0 : static_cast<int>(found - kNames.begin()) + 1;
}

}  // namespace lectern::data
