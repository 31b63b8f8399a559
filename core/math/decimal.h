#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lectern::math {

// A finite decimal number that fills the whole text, [-] digits [. digits] [e [+-] digits]: "3", "-0.5",
// "1e-3". Nothing for any other text, for more than 64 bytes, and where the number would be infinite; −0
// and what is too small read as 0. Correctly rounded.
template <typename T>
std::optional<T> parse_decimal(std::string_view text);

extern template std::optional<float> parse_decimal(std::string_view);
extern template std::optional<double> parse_decimal(std::string_view);

// A short decimal text that reads back to the same number: "0.03", "1e-05", "12". It is what std::to_chars writes,
// whose tables would be 115 KB of every download, except for a few powers of two that get one digit more than
// necessary.
template <typename T>
std::string shortest_decimal(T value);

extern template std::string shortest_decimal(float);
extern template std::string shortest_decimal(double);

}  // namespace lectern::math
