#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/utf8.h"

// Numbers and words as they stand in links and in sentences for people.
namespace lectern {

// The shortest decimal text that reads back to the same bits: "0.03", "1e-05", "12".
std::string number_text(double value);
std::string number_text(float value);
// The number that a person would write with so many significant digits, at most 20: 0.29987 with three is 0.3, to the
// bit.
double rounded_decimal(double value, int digits);

// A finite decimal number that fills the whole text: "3", "-0.5", "1e-3"; nothing otherwise.
// Too small for a double: zero; too large: nothing. −0 reads as 0, so that equal values have one text.
std::optional<double> parse_number(std::string_view text);
// The same rounded to float; nothing where a float would be infinite.
std::optional<float> parse_float(std::string_view text);
// A whole number in decimal digits, with no sign unless negative, that fills the whole text.
std::optional<long long> parse_whole(std::string_view text);
std::optional<unsigned long long> parse_natural(std::string_view text);

// "a, b, c"
std::string joined(const std::vector<std::string>& words);
// The words of such a list, without blanks around them and without empty ones.
std::vector<std::string> words_in_list(std::string_view list);

// Adds to the problems of a "link" or a "lesson"; of more than 20 only that there are more is told.
void add_problem(std::vector<std::string>& problems, std::string sentence, std::string_view of);

// Those of `known` that a person may have meant by `word`, nearest first, at most three.
std::vector<std::string> near_names(std::string_view word, const std::vector<std::string>& known);

bool is_blank(char c);
// Without the blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

// Without what running text, chats and word processors leave around a word: blanks of every kind, also those that
// nobody sees, quotation marks, brackets that open before and close after it, and signs that end a sentence.
std::string_view bare_word(std::string_view text);
// Bytes of such a sign at the end of a text; 0: there is none.
std::size_t sign_after_word(std::string_view text);
// A number as people, word processors and pages write it, as parse_number() and parse_natural() read it: "−0,5 " is
// -0.5. A comma is the decimal sign where there is one comma and no point; a whole number has none.
std::string plain_number(std::string_view text);

// Every byte but letters, digits and -._~,;:/ written as %XX: what forms, chats and tools leave as it is.
std::string percent_encoded(std::string_view text);
// %XX read as bytes; a % that is not followed by two hexadecimal digits stays as it is.
std::string percent_decoded(std::string_view text);

// Reads what hash_text() of core/math/state_hasher.h writes.
std::optional<std::uint64_t> parse_hash(std::string_view text);

// Ends the program with a sentence: a programmer broke a rule of the contract.
[[noreturn]] void broken_contract(const std::string& sentence);

}  // namespace lectern
