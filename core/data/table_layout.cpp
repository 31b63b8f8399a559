#include "core/data/table_layout.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "core/data/csv_records.h"
#include "core/data/header_line.h"
#include "core/math/ascii.h"
#include "core/math/utf8.h"

namespace lectern::data {
namespace {

constexpr std::size_t kEnoughForNames = 10;

// A column that is called so, or not at all, is no input if it counts or names the rows.
bool is_index_name(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames = {"", "unnamed: 0", "index", "id", "#", "row"};
  return std::find(kNames.begin(), kNames.end(), lower_case(name)) != kNames.end();
}

class Layouter {
 public:
  Layouter(const TableSample& sample, const std::vector<std::string>& names, std::size_t first,
           const TableOptions& options, const NumberFormat& format)
      : options_(options), is_named_(!names.empty()), rows_(sample.lines.size() - first) {
    for (std::size_t j = 0; j < sample.width; ++j) {
      layout_.columns.push_back({is_named_ ? names[j] : std::string(), ColumnRole::input});
      content_.push_back(content_of(sample, j, first, format));
    }
  }

  TableLayout make() {
    leave_out_chosen();
    if (ok() && options_.label_kind != LabelKind::none) choose_label();
    if (ok()) leave_out_text();
    if (ok()) look_for_index();
    return std::move(layout_);
  }

 private:
  bool ok() const { return layout_.problem.empty(); }
  std::size_t width() const { return layout_.columns.size(); }
  std::string text_of(std::size_t j) const { return column_text(layout_.columns, j); }
  // The same at the start of a sentence.
  std::string start_of(std::size_t j) const {
    return layout_.columns[j].name.empty() ? "Column " + std::to_string(j + 1) : text_of(j);
  }
  bool is_input(std::size_t j) const { return layout_.columns[j].role == ColumnRole::input; }
  std::size_t inputs() const {
    return static_cast<std::size_t>(std::count_if(layout_.columns.begin(), layout_.columns.end(),
                                                  [](const auto& c) { return c.role == ColumnRole::input; }));
  }

  // A column by its name or its place; states the problem if there is none.
  std::optional<std::size_t> find(std::string_view wanted) {
    for (const bool exactly : {true, false}) {
      for (std::size_t j = 0; j < width() && is_named_; ++j) {
        const std::string& name = layout_.columns[j].name;
        if (exactly ? name == wanted : lower_case(name) == lower_case(wanted)) return j;
      }
    }
    std::size_t place = 0;
    const auto [end, wrong] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), place);
    const bool is_place = wrong == std::errc() && end == wanted.data() + wanted.size();
    if (is_place && place >= 1 && place <= width()) return place - 1;
    layout_.problem = is_place ? "The table has no column " + std::to_string(place) + "; it has " +
                                     std::to_string(width()) + (width() == 1 ? " column." : " columns.")
                               : "The file has no column called " + in_quotes(wanted) + ".";
    return std::nullopt;
  }

  void leave_out_chosen() {
    CsvRecords list(options_.left_out, ',');
    if (!list.next()) return;
    for (const std::string& wanted : list.fields()) {
      if (wanted.empty()) continue;
      const auto column = find(wanted);
      if (!column) return;
      layout_.columns[*column].role = ColumnRole::left_out;
      layout_.reasons.push_back(start_of(*column) + " is left out, as chosen.");
    }
  }

  void take_label(std::size_t j, const std::string& why) {
    layout_.columns[j].role = ColumnRole::label;
    layout_.label = j + 1;
    layout_.label_is_text = content_[j].is_text();
    layout_.reasons.push_back("The label is " + text_of(j) + why);
  }

  void choose_label() {
    if (!options_.label.empty()) {
      const auto chosen = find(options_.label);
      if (!chosen) return;
      if (!is_input(*chosen)) {
        layout_.problem = "The label column, " + text_of(*chosen) + ", is also to be left out.";
        return;
      }
      return take_label(*chosen, ", as chosen.");
    }
    if (inputs() < 2) {
      layout_.problem = width() < 2
                            ? "Line 1 has one column; needed are at least two, separated by commas, semicolons, "
                              "tabs or blanks: numbers and the label."
                            : "Besides the columns left out there is only one; needed are numbers and the label.";
      return;
    }
    if (options_.label_kind != LabelKind::numbers && choose_text()) return;
    choose_by_name();
  }

  // Whether no value of a text column occurs again, so that it names the rows rather than their class.
  bool names_rows(std::size_t j) const { return content_[j].distinct == content_[j].texts; }

  bool choose_text() {
    std::vector<std::size_t> texts;
    std::size_t numbers = 0;
    bool has_named_number = false;
    for (std::size_t j = 0; j < width(); ++j) {
      if (!is_input(j)) continue;
      if (content_[j].is_text()) {
        texts.push_back(j);
      } else {
        ++numbers;
        has_named_number = has_named_number || label_priority(layout_.columns[j].name) > 0;
      }
    }
    std::erase_if(texts, [&](std::size_t j) {
      const bool unnamed = is_named_ && is_index_name(layout_.columns[j].name);
      const bool other = texts.size() > 1 || numbers > 1;
      return names_rows(j) && other &&
             (has_named_number || (unnamed && rows_ > 1) || (rows_ >= kEnoughForNames && numbers > 1));
    });
    if (texts.empty()) return false;
    if (texts.size() == 1) {
      take_label(texts[0], ": it is the column of text.");
      return true;
    }
    if (const auto named = best_named(texts)) {
      take_label(*named, ": of the columns of text it is called so.");
      return true;
    }
    const auto recurring = std::find_if(texts.rbegin(), texts.rend(), [&](std::size_t j) { return !names_rows(j); });
    take_label(recurring == texts.rend() ? texts.back() : *recurring, ": it is the last column of text.");
    return true;
  }

  std::optional<std::size_t> best_named(const std::vector<std::size_t>& among) const {
    std::optional<std::size_t> best;
    int highest = 0;
    for (const std::size_t j : among) {
      const int priority = label_priority(layout_.columns[j].name);
      if (priority == 0 || (highest != 0 && priority >= highest)) continue;
      highest = priority;
      best = j;
    }
    return best;
  }

  // Among the columns of numbers, if there are at least two.
  void choose_by_name() {
    std::vector<std::size_t> among, all;
    bool has_x = false;
    std::optional<std::size_t> y;
    for (std::size_t j = 0; j < width(); ++j) {
      if (!is_input(j)) continue;
      all.push_back(j);
      if (content_[j].is_text()) continue;
      among.push_back(j);
      const std::string name = lower_case(layout_.columns[j].name);
      has_x = has_x || name == "x";
      if (name == "y") y = j;
    }
    if (among.size() < 2) among = all;
    if (const auto named = best_named(among)) return take_label(*named, ": it is called so.");
    if (y && !has_x && *y != among.back()) return take_label(*y, ": it is called so, and no x stands beside it.");
    if (options_.wants_classes && !is_named_ && holds_yes_and_no(among.front()) && content_[among.back()].distinct > 2)
      return take_label(among.front(), ": it is 0 or 1, the last column is not, and this demo tells classes apart.");
    take_label(among.back(),
               among.back() + 1 == width() ? ": it is the last column." : ": it is the last column of numbers.");
  }

  bool holds_yes_and_no(std::size_t j) const {
    const ColumnContent& column = content_[j];
    return column.texts == 0 && column.distinct == 2 && column.least == 0 && column.greatest == 1;
  }

  // Text that is no label cannot be an input. Where it looks like numbers, it is rather a mistake to be shown.
  void leave_out_text() {
    for (std::size_t j = 0; j < width(); ++j) {
      if (!is_input(j) || !content_[j].is_text() || 2 * content_[j].damaged > content_[j].texts) continue;
      const bool is_index = j == 0 && is_named_ && is_index_name(layout_.columns[j].name);
      layout_.columns[j].role = is_index ? ColumnRole::index : ColumnRole::left_out;
      layout_.reasons.push_back(start_of(j) + (is_index ? " only names the rows; it is not used."
                                                        : " is left out: it holds text, and is not the label."));
    }
    if (inputs() > 0) return;
    layout_.problem = "The table has no column of numbers besides the label, so there is nothing to learn from.";
  }

  void look_for_index() {
    constexpr std::size_t kFewestRows = 5;
    if (options_.use_index || !is_input(0) || content_[0].is_text() || inputs() < 2) return;
    // Without a header no column has a name: two inputs, a plane, remain in any case.
    layout_.may_have_index = is_named_ ? is_index_name(layout_.columns[0].name) : inputs() > 2 && rows_ >= kFewestRows;
  }

  const TableOptions& options_;
  bool is_named_;
  std::size_t rows_;
  std::vector<ColumnContent> content_;
  TableLayout layout_;
};

}  // namespace

TableLayout lay_out(const TableSample& sample, const std::vector<std::string>& names, std::size_t first,
                    const TableOptions& options, const NumberFormat& format) {
  return Layouter(sample, names, first, options, format).make();
}

std::string column_text(const std::vector<TableColumn>& columns, std::size_t column) {
  const std::string& name = columns[column].name;
  return name.empty() ? "column " + std::to_string(column + 1) : in_quotes(name);
}

}  // namespace lectern::data
