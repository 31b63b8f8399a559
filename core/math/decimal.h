#pragma once

#include <optional>
#include <string_view>

namespace lectern::math {

// A finite decimal number that fills the whole text, [-] digits [. digits] [e [+-] digits]: "3", "-0.5",
// "1e-3". Nothing for any other text, for more than 64 bytes, and where the number would be infinite; −0
// and what is too small read as 0. Correctly rounded.
template <typename T>
std::optional<T> parse_decimal(std::string_view text);

extern template std::optional<float> parse_decimal(std::string_view);
extern template std::optional<double> parse_decimal(std::string_view);

}  // namespace lectern::math
