#pragma once

#include <string>

#include "core/data/table_sample.h"

namespace lectern::data {

// Whether the first line names the columns, and the rule that says so, as a sentence.
struct HeaderDecision {
  bool is_header;
  std::string reason;
};

// The first line is one of names if it
// - lacks the name of its first column, as R writes it,
// - holds text over numbers, or nothing but text,
// - is empty over a first column that counts or names the rows,
// - holds a number over text,
// - holds a word for a label (class, species, …) over other labels,
// - holds numbers that count 0, 1, 2, … or 1, 2, 3, …, or that rise or fall and do not fit their columns, beside a text
//   that does not occur again over labels that do,
// - or nothing but such numbers, which do not fit the columns below them.
// A number does not fit a column if it lies outside its range by more than that range.
HeaderDecision decide_header(const TableSample& sample, const TableOptions& options, const NumberFormat& format);

// Whether a column so called is a label by its name, in the order of priority: label, class, target, species.
int label_priority(std::string_view name);  // from 1; 0: it is not

}  // namespace lectern::data
