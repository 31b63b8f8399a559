#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace lectern::exchange {

// Writes messages of Protocol Buffers, field by field, in the order of the calls.
// Source: Protocol Buffers documentation, Encoding.
class ProtobufMessage {
 public:
  ProtobufMessage& integer(int field, std::int64_t value) {
    key(field, kVarint);
    varint(static_cast<std::uint64_t>(value));
    return *this;
  }
  ProtobufMessage& real(int field, float value) {
    key(field, kFourBytes);
    little_endian(value);
    return *this;
  }
  ProtobufMessage& text(int field, std::string_view value) {
    key(field, kLengthDelimited);
    varint(value.size());
    bytes_.append(value);
    return *this;
  }
  ProtobufMessage& message(int field, const ProtobufMessage& inner) { return text(field, inner.bytes_); }
  ProtobufMessage& integers(int field, std::span<const std::int64_t> values) {
    for (const std::int64_t value : values) integer(field, value);
    return *this;
  }
  // As the bytes of one field, four little-endian ones a number.
  ProtobufMessage& raw(int field, std::span<const float> values) {
    key(field, kLengthDelimited);
    varint(4 * values.size());
    for (const float value : values) little_endian(value);
    return *this;
  }

  const std::string& bytes() const { return bytes_; }

 private:
  enum WireType : std::uint64_t { kVarint = 0, kLengthDelimited = 2, kFourBytes = 5 };

  void key(int field, WireType type) { varint(static_cast<std::uint64_t>(field) << 3 | type); }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }
  void little_endian(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    for (int shift = 0; shift < 32; shift += 8) bytes_.push_back(static_cast<char>(bits >> shift));
  }

  std::string bytes_;
};

}  // namespace lectern::exchange
