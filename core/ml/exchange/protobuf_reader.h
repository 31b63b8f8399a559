#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lectern::exchange {

// Goes through the fields of a message of Protocol Buffers in the order in which they stand in its bytes, which it
// refers to. Total: whatever the bytes, it stays within them and comes to an end.
//   for (ProtobufReader reader(bytes); reader.next();) …   then is_damaged() tells whether the end was reached
// Source: Protocol Buffers documentation, Encoding.
class ProtobufReader {
 public:
  explicit ProtobufReader(std::string_view bytes) : rest_(bytes) {}

  // The next field; false at the end, and where no field can be read.
  bool next() {
    if (rest_.empty() || is_damaged_) return false;
    is_damaged_ = !read_field();
    return !is_damaged_;
  }
  bool is_damaged() const { return is_damaged_; }

  std::uint64_t field() const { return field_; }
  // What the field holds; empty, or 0, if it is of another type.
  std::uint64_t integer() const { return type_ == kVarint ? number_ : 0; }
  std::string_view bytes() const { return type_ == kLengthDelimited ? bytes_ : std::string_view(); }
  // Of four or eight bytes.
  std::uint64_t fixed() const { return type_ == kFourBytes || type_ == kEightBytes ? number_ : 0; }

  // Calls take(std::int64_t) with the number of a field, or with each where many are packed into one; false: it is
  // damaged.
  template <typename Take>
  bool each_integer(Take&& take) const {
    if (type_ == kVarint) take(static_cast<std::int64_t>(number_));
    if (type_ != kLengthDelimited) return type_ == kVarint;
    std::string_view rest = bytes_;
    while (!rest.empty()) {
      std::uint64_t value = 0;
      if (!read_varint(rest, value)) return false;
      take(static_cast<std::int64_t>(value));
    }
    return true;
  }
  // The same with the bits of numbers of `width` bytes, 4 or 8.
  template <typename Take>
  bool each_fixed(std::size_t width, Take&& take) const {
    if (type_ == (width == 4 ? kFourBytes : kEightBytes)) {
      take(number_);
      return true;
    }
    if (type_ != kLengthDelimited || bytes_.size() % width != 0) return false;
    for (std::size_t at = 0; at < bytes_.size(); at += width) take(little_endian(bytes_.substr(at, width)));
    return true;
  }

  static std::uint64_t little_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
  }

 private:
  enum WireType : std::uint64_t { kVarint = 0, kEightBytes = 1, kLengthDelimited = 2, kFourBytes = 5 };

  static bool read_varint(std::string_view& rest, std::uint64_t& value) {
    constexpr std::size_t kMostBytes = 10;
    value = 0;
    for (std::size_t i = 0; i < kMostBytes && i < rest.size(); ++i) {
      const auto byte = static_cast<unsigned char>(rest[i]);
      value |= std::uint64_t{byte & 0x7fu} << 7 * i;
      if (byte >= 0x80) continue;
      rest.remove_prefix(i + 1);
      return true;
    }
    return false;
  }

  bool read_field() {
    std::uint64_t key = 0;
    if (!read_varint(rest_, key)) return false;
    field_ = key >> 3;
    type_ = static_cast<WireType>(key & 7);
    if (type_ == kVarint) return read_varint(rest_, number_);
    if (type_ == kLengthDelimited) {
      std::uint64_t length = 0;
      if (!read_varint(rest_, length) || length > rest_.size()) return false;
      bytes_ = rest_.substr(0, static_cast<std::size_t>(length));
      rest_.remove_prefix(bytes_.size());
      return true;
    }
    const std::size_t width = type_ == kFourBytes ? 4 : type_ == kEightBytes ? 8 : 0;  // groups are not read
    if (width == 0 || rest_.size() < width) return false;
    number_ = little_endian(rest_.substr(0, width));
    rest_.remove_prefix(width);
    return true;
  }

  std::string_view rest_, bytes_;
  std::uint64_t field_ = 0, number_ = 0;
  WireType type_ = kVarint;
  bool is_damaged_ = false;
};

}  // namespace lectern::exchange
