#pragma once

#include <array>
#include <string>

#include "core/math/named_enum.h"

// What can be said about a table beforehand: on the page, in the link, and as options of `lectern run --data`. All that
// is left automatic is found by the rules of table_reading.h.
namespace lectern::data {

enum class Separator { automatic, comma, semicolon, tab, blank, bar };
enum class DecimalSign { automatic, point, comma };
enum class HeaderLine { automatic, yes, no };

// What the label column means.
enum class LabelKind {
  automatic,  // by rule, see read_table
  classes,
  numbers,  // targets of a regression
  none,     // there is no label column: all columns are inputs
};

inline constexpr std::array<Named<Separator>, 6> kSeparators{{
    {Separator::automatic, "automatic", "Automatic"},
    {Separator::comma, "comma", "Comma"},
    {Separator::semicolon, "semicolon", "Semicolon"},
    {Separator::tab, "tab", "Tab"},
    {Separator::blank, "blank", "Blanks"},
    {Separator::bar, "bar", "Vertical bar"},
}};

inline constexpr std::array<Named<DecimalSign>, 3> kDecimalSigns{{
    {DecimalSign::automatic, "automatic", "Automatic"},
    {DecimalSign::point, "point", "Point"},
    {DecimalSign::comma, "comma", "Comma"},
}};

inline constexpr std::array<Named<HeaderLine>, 3> kHeaderLines{{
    {HeaderLine::automatic, "automatic", "Automatic"},
    {HeaderLine::yes, "yes", "Names of the columns"},
    {HeaderLine::no, "no", "Data"},
}};

inline constexpr std::array<Named<LabelKind>, 4> kLabelKinds{{
    {LabelKind::automatic, "automatic", "Automatic"},
    {LabelKind::classes, "classes", "Classes"},
    {LabelKind::numbers, "numbers", "A number"},
    {LabelKind::none, "none", "There is none"},
}};

struct TableOptions {
  Separator separator = Separator::automatic;
  DecimalSign decimal = DecimalSign::automatic;
  HeaderLine header = HeaderLine::automatic;
  std::string label;  // the label column: its name, or its place in the file, from 1; empty: by rule
  LabelKind label_kind = LabelKind::automatic;
  std::string left_out;        // names or places of columns, separated by commas; a name in "…" may hold commas
  bool use_index = false;      // whether a column that only counts the rows is an input all the same
  bool wants_classes = false;  // given by a demo of classes: whole numbers are classes also in a tiny table
};

}  // namespace lectern::data
