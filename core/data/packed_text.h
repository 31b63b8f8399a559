#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/math/result.h"

namespace lectern::data {

// A text as a link carries it: compressed (zlib), then base64url without padding.
std::string packed_text(std::string_view text);

// Reads what packed_text() wrote. Total: an error says in a sentence why the text cannot be read, or that it would be
// longer than `limit` bytes, which is found out before that much memory is taken.
Result<std::string> unpacked_text(std::string_view packed, std::size_t limit);

}  // namespace lectern::data
