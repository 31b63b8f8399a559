#pragma once

#include <string>

#include "core/lab/panel.h"

namespace lectern {

// The numbers of a panel as a table of comma-separated values: one line of names, then one line a number or point.
// A Plane, a Cloud, and a Network, whose parts differ, name the part in their first columns and leave empty what a
// part does not have. Numbers read back to the same bits; what is not finite is written as nan, inf or -inf; text with
// a comma, a quotation mark or a line break is quoted. Lines end in "\n".
std::string export_csv(const Panel& panel);

}  // namespace lectern
