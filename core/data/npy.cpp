#include "core/data/npy.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/data/element_reader.h"
#include "core/data/limits.h"
#include "core/math/utf8.h"

namespace lectern::data {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaximumRank = 6;
constexpr std::size_t kMaximumHeader = 64 * 1024;

// What the header says.
struct Header {
  std::optional<std::string> descr;
  bool is_structured = false;  // descr is a list of fields
  std::optional<bool> fortran_order;
  std::optional<std::vector<std::ptrdiff_t>> shape;
};

// Reads the header's text, a Python dictionary of strings, truth values and a tuple of integers.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : text_(text) {}

  Result<Header> parse() {
    Header header;
    if (!take('{')) return problem("a {");
    while (!take('}')) {
      const auto key = string();
      if (!key || !take(':')) return problem("a quoted name and a colon");
      bool understood = false;
      if (*key == "descr") {
        if (next_is('[')) {
          header.is_structured = true;
          return header;
        }
        understood = (header.descr = string()).has_value();
      } else if (*key == "fortran_order") {
        understood = (header.fortran_order = truth()).has_value();
      } else if (*key == "shape") {
        understood = (header.shape = shape()).has_value();
      }
      if (!understood) {
        return problem("one of descr (a string), fortran_order (True or False) and shape (a tuple)");
      }
      if (!take(',') && !next_is('}')) return problem("a comma or }");
    }
    if (!header.descr || !header.fortran_order || !header.shape) {
      return Error{"The header of the NPY file lacks one of descr, fortran_order and shape."};
    }
    return header;
  }

 private:
  Error problem(const std::string& expected) const {
    return Error{"The header of the NPY file has no " + expected + " at its character " + std::to_string(at_) + "."};
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  bool next_is(char c) {
    skip_blanks();
    return at_ < text_.size() && text_[at_] == c;
  }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  std::optional<std::string> string() {
    if (next_is('u') || next_is('b')) ++at_;  // as Python 2 marks it
    const char quote = next_is('"') ? '"' : '\'';
    if (!take(quote)) return std::nullopt;
    const std::size_t end = text_.find(quote, at_);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view inside = text_.substr(at_, end - at_);
    at_ = end + 1;
    return std::string(inside);
  }

  std::optional<bool> truth() {
    skip_blanks();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (text_.substr(std::min(at_, text_.size())).starts_with(word)) {
        at_ += word.size();
        return value;
      }
    }
    return std::nullopt;
  }

  std::optional<std::vector<std::ptrdiff_t>> shape() {
    if (!take('(')) return std::nullopt;
    std::vector<std::ptrdiff_t> sizes;
    while (!take(')')) {
      std::uint64_t size = 0;
      skip_blanks();
      const std::size_t start = at_;
      for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
        const auto digit = static_cast<std::uint64_t>(text_[at_] - '0');
        size = std::min<std::uint64_t>(10 * size + digit, kMaximumValues + 1);
      }
      if (at_ == start || sizes.size() > kMaximumRank) return std::nullopt;
      sizes.push_back(static_cast<std::ptrdiff_t>(size));
      if (at_ < text_.size() && (text_[at_] == 'L' || text_[at_] == 'l')) ++at_;  // as Python 2 marks long integers
      if (!take(',') && !next_is(')')) return std::nullopt;
    }
    return sizes;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// "<f4", "|u1", ">i8" …
std::optional<ElementType> element_type(std::string_view descr) {
  if (descr.size() != 3) return std::nullopt;
  const std::size_t bytes = static_cast<std::size_t>(descr[2] - '0');
  const bool one_byte = descr[2] == '1';
  const bool wider = descr[2] == '2' || descr[2] == '4' || descr[2] == '8';
  const bool whole = one_byte || wider;
  // "=" and "|" leave the order to the machine or to nobody: little-endian wherever we run.
  if (std::string_view("<>|=").find(descr[0]) == std::string_view::npos) return std::nullopt;
  const ByteOrder order = descr[0] == '>' ? ByteOrder::big : ByteOrder::little;
  if (descr[1] == 'b' && one_byte) return ElementType{ElementKind::boolean, bytes, order};
  if (descr[1] == 'i' && whole) return ElementType{ElementKind::signed_integer, bytes, order};
  if (descr[1] == 'u' && whole) return ElementType{ElementKind::unsigned_integer, bytes, order};
  if (descr[1] == 'f' && wider) return ElementType{ElementKind::floating, bytes, order};
  return std::nullopt;
}

// The header's text and where the numbers begin.
struct Frame {
  std::string_view header;
  std::size_t data;
};

Result<Frame> read_frame(std::string_view bytes) {
  if (!is_npy(bytes)) return Error{"Not an NPY file: it does not begin with the mark of one."};
  if (bytes.size() < 8) return Error{"The NPY file ends within its first 8 bytes."};
  const int version = static_cast<unsigned char>(bytes[6]);
  if (version < 1 || version > 3) {
    return Error{"Byte 6 of the NPY file, the version, is " + std::to_string(version) + "; allowed are 1 to 3."};
  }
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  const std::size_t start = 8 + length_bytes;
  if (bytes.size() < start) return Error{"The NPY file ends within the length of its header."};
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_bytes; ++i) {
    length |= std::size_t(static_cast<unsigned char>(bytes[8 + i])) << (8 * i);
  }
  if (length > kMaximumHeader) {
    return Error{"The header of the NPY file is longer than 64 KB, the most allowed."};
  }
  if (length > bytes.size() - start) return Error{"The NPY file ends within its header."};
  return Frame{bytes.substr(start, length), start + length};
}

// The sentence for elements that are no numbers as we read them.
std::string unread_type(const Header& header) {
  constexpr char kAllowed[] = "; read are numbers: f2, f4, f8, i1 to i8, u1 to u8 and b1.";
  if (header.is_structured) {
    return "The NPY file holds a structured array, whose rows are records of named fields. Save its columns of numbers "
           "as one plain array, for example with numpy.lib.recfunctions.structured_to_unstructured.";
  }
  const std::string_view descr = *header.descr;
  const std::string_view kind = descr.substr(std::min<std::size_t>(descr.size(), 1));
  const char* what = "elements of a type that is not read";
  if (kind.starts_with('U') || kind.starts_with('S') || kind.starts_with('a')) what = "text";
  if (kind.starts_with('O')) what = "objects of Python";
  if (kind.starts_with('c')) what = "complex numbers";
  if (kind.starts_with('M') || kind.starts_with('m')) what = "dates or times";
  if (kind.starts_with("f1")) what = "numbers of long double precision";
  if (kind.starts_with('V')) what = "structured elements";
  return "The NPY file holds " + std::string(what) + " (" + in_quotes(descr) + ")" + kAllowed;
}

}  // namespace

bool is_npy(std::string_view bytes) { return bytes.starts_with(kMagic); }

Result<ArrayFile> open_npy(std::string_view bytes) {
  const Result<Frame> frame = read_frame(bytes);
  if (!frame) return Error{frame.error()};
  const Result<Header> header = HeaderParser(frame->header).parse();
  if (!header) return Error{header.error()};
  const auto type = header->is_structured ? std::nullopt : element_type(*header->descr);
  if (!type) return Error{unread_type(*header)};
  const std::vector<std::ptrdiff_t>& shape = *header->shape;
  if (shape.size() > kMaximumRank) {
    return Error{"The array in the NPY file has more than 6 dimensions, the most allowed."};
  }
  std::uint64_t count = 1;
  for (const std::ptrdiff_t size : shape) {
    count *= static_cast<std::uint64_t>(size);
    if (count > kMaximumValues) {
      return Error{"The NPY file announces more than " + std::to_string(kMaximumValues) +
                   " numbers, the most allowed."};
    }
  }
  const std::string_view data = bytes.substr(frame->data);
  if (data.size() != count * type->bytes) {
    return Error{"The NPY file has " + std::to_string(data.size()) + " bytes of numbers, but its header announces " +
                 std::to_string(count * type->bytes) + "."};
  }
  return ArrayFile{shape, *type, *header->fortran_order, data};
}

Result<NumberArray> read_npy(std::string_view bytes) {
  const Result<ArrayFile> array = open_npy(bytes);
  if (!array) return Error{array.error()};
  return array->numbers();
}

}  // namespace lectern::data
