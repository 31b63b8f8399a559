#include "core/data/label_column.h"

#include <algorithm>
#include <cmath>

#include "core/data/centred_columns.h"
#include "core/data/header_line.h"
#include "core/data/limits.h"
#include "core/math/decimal.h"

namespace lectern::data {
namespace {

constexpr std::size_t kMaximumAutomaticClasses = 20;
constexpr auto kMostClasses = static_cast<std::size_t>(kMaximumClasses);

}  // namespace

void LabelColumn::add(std::string_view text, std::optional<double> number) {
  if (seen_.size() > kMostClasses) return take(-1, number);  // they need not be remembered
  auto found = index_of_text_.find(text);
  if (found == index_of_text_.end()) {
    found = index_of_text_.emplace(text, static_cast<int>(seen_.size())).first;
    seen_.push_back({std::string(text), number});
  }
  take(found->second, number);
}

void LabelColumn::add(double number) {
  if (seen_.size() > kMostClasses) return take(-1, number);
  const auto [found, is_new] = index_of_number_.try_emplace(number, static_cast<int>(seen_.size()));
  if (is_new) seen_.push_back({math::shortest_decimal(number), number});
  take(found->second, number);
}

void LabelColumn::take(int index, std::optional<double> number) {
  if (index >= 0) order_.push_back(index);
  all_numbers_ = all_numbers_ && number.has_value();
  if (all_numbers_) numbers_.push_back(*number);
  whole_ = whole_ && number && *number == std::floor(*number);
}

std::vector<double> LabelColumn::values() const {
  std::vector<double> all;
  for (const Seen& label : seen_) all.push_back(label.number.value_or(0));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

bool LabelColumn::are_too_many_for_classes() const {
  return (all_numbers_ ? values().size() : seen_.size()) > kMostClasses;
}

LabelKind LabelColumn::kind_by_rule(std::string_view name, bool wants_classes, std::string& reason) const {
  const auto decide = [&](LabelKind kind, const char* why) {
    reason = why;
    return kind;
  };
  if (!all_numbers_) return decide(LabelKind::classes, "it is text");
  if (!whole_) return decide(LabelKind::numbers, "not all its numbers are whole");
  const std::vector<double> different = values();
  if (different.size() > kMostClasses) return decide(LabelKind::numbers, "it has more than 100 different values");
  const bool is_sign = different == std::vector<double>{0, 1} || different == std::vector<double>{-1, 1};
  if (is_sign) return decide(LabelKind::classes, "it has two values, as a yes and a no");
  if (wants_classes) return decide(LabelKind::classes, "its numbers are whole, and this demo tells classes apart");
  const int priority = label_priority(name);
  if (priority != 0 && priority != label_priority("target"))
    return decide(LabelKind::classes, "its numbers are whole, and it is called so");
  if (different.size() <= kMaximumAutomaticClasses && order_.size() >= 2 * different.size())
    return decide(LabelKind::classes, "its numbers are whole and few, and occur again");
  return decide(LabelKind::numbers, "it has many different values");
}

void LabelColumn::make_classes(Dataset& set) const {
  std::vector<std::size_t> sorted(seen_.size());
  for (std::size_t c = 0; c < sorted.size(); ++c) sorted[c] = c;
  std::stable_sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) {
    return all_numbers_ ? *seen_[a].number < *seen_[b].number : seen_[a].text < seen_[b].text;
  });
  std::vector<int> rank(seen_.size());
  for (std::size_t c = 0; c < sorted.size(); ++c) {
    const Seen& label = seen_[sorted[c]];
    const bool same = c > 0 && all_numbers_ && *label.number == *seen_[sorted[c - 1]].number;
    if (!same) set.class_names.push_back(label.text);
    rank[sorted[c]] = set.classes() - 1;
  }
  set.labels.reserve(order_.size());
  for (const int first_seen : order_) set.labels.push_back(rank[static_cast<std::size_t>(first_seen)]);
}

void LabelColumn::make_targets(Dataset& set) const {
  ColumnRange range;
  for (const double value : numbers_) range.add(value);
  set.target_origin = range.origin();
  set.targets.reserve(numbers_.size());
  for (const double value : numbers_) set.targets.push_back(static_cast<float>(value - set.target_origin));
}

}  // namespace lectern::data
