#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/result.h"

namespace lectern::data {

// Cuts separated text into records of fields, one after the other.
class CsvRecords {
 public:
  // The separator is the one of tab, semicolon and comma that occurs most in the first line outside
  // quotation marks; a comma if none does.
  explicit CsvRecords(std::string_view text);

  // Reads the next record that is not blank into fields(); false at the end of the text.
  Result<bool> next();

  const std::vector<std::string>& fields() const { return fields_; }
  std::size_t line() const { return line_; }  // on which the record begins, from 1

 private:
  // Both return what is wrong with the field, or nothing.
  std::optional<Error> read_field(std::string& field);
  std::optional<Error> read_quoted(std::string& field);
  Error problem(const std::string& what) const;

  std::string_view text_;
  std::size_t at_ = 0;
  char separator_ = ',';
  bool record_ended_ = true;
  std::size_t next_line_ = 1;
  std::size_t line_ = 0;
  std::vector<std::string> fields_;
};

}  // namespace lectern::data
