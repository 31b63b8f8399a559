#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lectern::data {

// What is wrong with a cell, or (column 0) with a line; both count from 1.
struct CellProblem {
  std::size_t line;
  std::size_t column;
  std::string what;

  std::string sentence(const char* of_lines = "Line") const;  // "Line 3, column 2: …"
};

// The separator that a first line "sep=;" announces.
std::optional<char> announced_separator(std::string_view text);

// Cuts separated text into records of fields, one after the other. A first line that announces the separator, blank
// lines, lines of separators alone and those that begin with # are passed over. Lines end in \n, \r\n or \r.
class CsvRecords {
 public:
  // A blank as separator stands for any number of blanks and tabs.
  CsvRecords(std::string_view text, char separator);

  // Reads the next record into fields(); false at the end of the text, and where there is a problem.
  bool next();

  std::span<const std::string> fields() const { return {fields_.data(), count_}; }
  std::size_t line() const { return line_; }                  // on which the record begins, from 1
  std::string_view comment() const { return comment_; }       // the last one before the record, without its #
  std::size_t comment_line() const { return comment_line_; }  // 0: there is none
  const std::optional<CellProblem>& problem() const { return problem_; }

 private:
  void read_field();
  void read_quoted(std::string& field);
  void fail(std::string what);
  bool at_line_end() const { return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }
  void skip_blanks();
  void pass_line_end();
  void read_comment();
  bool is_blank_record() const;

  std::string_view text_;
  std::size_t at_ = 0;
  char separator_;
  bool record_ended_ = true;
  std::size_t next_line_ = 1;
  std::size_t line_ = 0;
  std::vector<std::string> fields_;  // the first count_ of them are the record's
  std::size_t count_ = 0;
  std::string_view comment_;
  std::size_t comment_line_ = 0;
  std::optional<CellProblem> problem_;
};

}  // namespace lectern::data
