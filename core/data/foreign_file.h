#pragma once

#include <string>
#include <string_view>

namespace lectern::data {

// What a file is that people take for a table and that is not read (Excel, NPZ, Parquet, ZIP, …), and what to do
// instead; empty if its first bytes are none of these. Total.
std::string foreign_file(std::string_view bytes);

}  // namespace lectern::data
