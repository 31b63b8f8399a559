#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lectern {

// Writes JSON from left to right. Commas are its own business; the caller keeps the order that JSON asks for.
//   JsonWriter json;
//   json.begin_object().key("step").value(12).key("loss").value(0.25).end_object();
// Numbers are as short as reads back to the same value; those that are not finite are written as null.
// Bytes that are no UTF-8 are written as U+FFFD.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool yes) { return raw(yes ? "true" : "false"); }
  JsonWriter& value(double number);
  JsonWriter& value(float number);
  template <std::integral T>
  JsonWriter& value(T number) {
    return raw(std::to_string(number));
  }
  template <typename T>
  JsonWriter& array(std::span<const T> values) {
    begin_array();
    for (const T& each : values) value(each);
    return end_array();
  }
  template <typename List>
  JsonWriter& list(const List& values) {
    return array(std::span(values.data(), values.size()));
  }

  const std::string& text() const { return text_; }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& raw(std::string_view token);
  void separate();
  void quote(std::string_view text);

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace lectern
