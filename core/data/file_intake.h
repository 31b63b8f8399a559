#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/data/gzip.h"
#include "core/data/row_sample.h"
#include "core/math/result.h"

namespace lectern::data {

// A file that comes in parts, because it may be too large for the memory. Up to kMaximumWholeBytes (of arrays
// kMaximumFileBytes) it is kept as it is; of a larger table of text, or one that unpacks to more, kSampledBytes of rows
// are kept: see RowSample. The same file gives the same content, however it is cut.
class FileIntake {
 public:
  // expected  the size of the file in bytes
  explicit FileIntake(std::uint64_t expected);

  void add(std::string_view part);
  // Nothing that still comes can make it a file that can be read; finish() says why.
  bool is_hopeless() const { return !problem_.empty(); }
  std::uint64_t taken() const { return taken_; }  // bytes
  std::uint64_t expected() const { return expected_; }

  // The content, or what is wrong as the end of a sentence that begins with the file's name. Where rows were drawn, a
  // comment behind them says of how many: see drawn_rows().
  Result<std::string> finish();

 private:
  void begin();
  void look_at_unpacked();
  void sample(std::string_view part);

  std::uint64_t expected_, taken_ = 0, unpacked_ = 0;
  std::string bytes_;      // the file, while it may be kept whole
  std::string beginning_;  // of what a gzip file holds
  bool has_begun_ = false, is_whole_ = true;
  std::optional<GzipParts> gzip_;
  std::optional<RowSample> sample_;
  std::string problem_;
};

// Of a table from which rows were drawn: how many it had, the first, which may hold names, not counted; and how many of
// them are left.
struct DrawnRows {
  std::uint64_t kept = 0, rows = 0;
};
// None if the bytes are a file as it was.
std::optional<DrawnRows> drawn_rows(std::string_view bytes);

}  // namespace lectern::data
