#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/math/result.h"

namespace lectern::data {

// Whether the bytes begin as a gzip file does.
bool is_gzip(std::string_view bytes);

// What a gzip file (one member or several) holds. Refuses damaged files, and files that would
// unpack to more than `limit` bytes: those are found out before that much memory is taken.
Result<std::string> unpack_gzip(std::string_view bytes, std::size_t limit);

// The first bytes, at most `count`, of what a gzip file holds: enough to tell its kind. Of a damaged
// file, what can be read.
std::string gzip_start(std::string_view bytes, std::size_t count);

}  // namespace lectern::data
