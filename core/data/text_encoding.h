#pragma once

#include <string>
#include <string_view>

namespace lectern::data {

// The text of a file as UTF-8, without its byte order mark; it may refer to the bytes it was made from.
class DecodedText {
 public:
  // UTF-16 with a byte order mark, or told by its zero bytes; UTF-8; bytes that are no UTF-8 are Windows-1252.
  explicit DecodedText(std::string_view bytes);

  std::string_view text() const { return is_owned_ ? std::string_view(owned_) : given_; }
  const char* encoding() const { return encoding_; }

 private:
  std::string_view given_;
  std::string owned_;
  bool is_owned_ = false;
  const char* encoding_ = "UTF-8";
};

}  // namespace lectern::data
