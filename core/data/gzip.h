#pragma once

#include <cstddef>
#include <functional>
#include <memory>
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

class Inflater;

// Unpacks a gzip file that comes in parts.
class GzipParts {
 public:
  GzipParts();
  GzipParts(GzipParts&&) noexcept;
  GzipParts& operator=(GzipParts&&) noexcept;
  ~GzipParts();

  // Hands on what the part unpacks to, 64 KB at most at a time; `take` returns whether it wants more. False if the file
  // is damaged.
  bool add(std::string_view part, const std::function<bool(std::string_view)>& take);
  // The last member of the file ended where the parts did.
  bool is_complete() const { return is_complete_; }

 private:
  std::unique_ptr<Inflater> inflater_;
  bool is_complete_ = false;
};

}  // namespace lectern::data
