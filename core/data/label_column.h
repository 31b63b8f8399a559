#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/table_options.h"

namespace lectern::data {

// The labels of a table as they come: each as the number of its text, and as the number it says if all do.
class LabelColumn {
 public:
  void add(std::string_view text, std::optional<double> number);
  void add(double number);  // whose text is its shortest decimal

  bool are_numbers() const { return all_numbers_; }
  bool are_too_many_for_classes() const;
  // What the labels are by rule, with the reason as the end of a sentence: "it is text". `name` is the column's.
  LabelKind kind_by_rule(std::string_view name, bool wants_classes, std::string& reason) const;

  // Numbers the classes in ascending order of their numbers or texts; "1" and "1.0" are one class.
  void make_classes(Dataset& set) const;
  // The numbers, less Dataset::target_origin; all are numbers.
  void make_targets(Dataset& set) const;

 private:
  struct Seen {
    std::string text;
    std::optional<double> number;
  };
  void take(int index, std::optional<double> number);
  std::vector<double> values() const;  // the different numbers, ascending

  std::vector<Seen> seen_;  // in the order in which they were seen first
  std::map<std::string, int, std::less<>> index_of_text_;
  std::map<double, int> index_of_number_;
  std::vector<int> order_;
  std::vector<double> numbers_;
  bool all_numbers_ = true;
  bool whole_ = true;
};

}  // namespace lectern::data
