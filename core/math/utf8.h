#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lectern {

// The text as it may be shown to people: at most 40 bytes of it, in quotation marks, with "?" for what is
// not printable UTF-8.
std::string in_quotes(std::string_view text);
// Bytes of the UTF-8 character at the start of a text that is not empty; 0: none starts there.
std::size_t utf8_length(std::string_view text);
bool is_printable_utf8(std::string_view text);

}  // namespace lectern
