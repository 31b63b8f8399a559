#pragma once

#include <string>
#include <string_view>

namespace lectern {

// The text with the letters A to Z made small.
std::string lower_case(std::string_view text);

}  // namespace lectern
