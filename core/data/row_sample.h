#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/rng.h"

namespace lectern::data {

// Some rows of a table of text too large to be kept, drawn while it comes in parts. Each row is as likely to be kept as
// any other, the rows kept stand in their order, and the same text gives the same rows however it is cut into parts.
// The first row, which may hold names, is always kept, with the comments before it. Rows end in \n, \r\n or \r outside
// quotation marks; blank ones and comments do not count.
class RowSample {
 public:
  // At most `budget` bytes of rows are kept, and three quarters of that if there are more, up to the lengths of rows.
  explicit RowSample(std::size_t budget) : budget_(budget) {}

  void add(std::string_view part);
  // The last row need not end.
  void finish();

  // Rows but the first: in the text, and kept.
  std::uint64_t rows() const { return rows_; }
  std::uint64_t kept() const { return kept_.size(); }
  // A row has more than 2 MB: nothing is kept any more.
  bool is_hopeless() const { return is_hopeless_; }
  // The rows kept, the first row before them. Empties this.
  std::string take();

 private:
  struct Kept {
    std::uint64_t ticket;
    std::size_t end;  // in text_
  };
  void end_row(std::string_view rest);
  void take_row(std::string_view row);
  void thin_out();

  std::size_t budget_;
  std::string first_;  // and what stands before it
  bool has_first_ = false;
  std::string open_;  // the beginning of a row
  bool is_quoted_ = false, after_return_ = false, is_hopeless_ = false;
  std::string text_;
  std::vector<Kept> kept_;
  std::uint64_t rows_ = 0;
  std::uint64_t ceiling_ = ~std::uint64_t{0};  // tickets above it are not kept
  Rng rng_{20140};
};

}  // namespace lectern::data
