#include "core/lab/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "core/math/decimal.h"

namespace lectern {
namespace {

template <typename T>
std::optional<T> parse_integral(std::string_view text) {
  T value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Levenshtein's distance with two rows; both words are short.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

bool is_safe_in_links(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~,;:/").find(static_cast<char>(c)) != std::string_view::npos;
}

constexpr std::string_view kQuotes[] = {"\"", "'", "`", "“", "”", "„", "‘", "’", "‚", "«", "»", "‹", "›"};
// No-break blanks, those of a certain width, and what has none: soft hyphen, zero-width space and joiners, marks of
// direction, byte order mark.
constexpr std::string_view kWideBlanks[] = {"\u00a0", "\u00ad", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                            "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
                                            "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029",
                                            "\u202f", "\u205f", "\u2060", "\u3000", "\ufeff"};
constexpr std::string_view kBlanks[] = {" ", "\t", "\n", "\r"};
constexpr std::string_view kOpening[] = {"(", "[", "{", "<"};
constexpr std::string_view kClosing[] = {")", "]", "}", ">", ".", ",", ";", ":", "!", "?", "/", "\\", "…"};
constexpr std::string_view kMinusSigns[] = {"−", "–", "‐", "‑", "﹣", "－"};

// Bytes of the sign of the list at the start of a text; 0: there is none.
std::size_t sign_at_start(std::string_view text, std::span<const std::string_view> signs) {
  for (const std::string_view sign : signs)
    if (text.starts_with(sign)) return sign.size();
  return 0;
}

}  // namespace

std::string number_text(double value) { return math::shortest_decimal(value); }
std::string number_text(float value) { return math::shortest_decimal(value); }

// By way of the text: rounding a product with a power of ten would round twice.
double rounded_decimal(double value, int digits) {
  std::array<char, 40> text;
  std::snprintf(text.data(), text.size(), "%.*g", digits, value);
  return parse_number(text.data()).value_or(value);
}

std::optional<double> parse_number(std::string_view text) { return math::parse_decimal<double>(text); }
std::optional<float> parse_float(std::string_view text) { return math::parse_decimal<float>(text); }
std::optional<long long> parse_whole(std::string_view text) { return parse_integral<long long>(text); }
std::optional<unsigned long long> parse_natural(std::string_view text) {
  return parse_integral<unsigned long long>(text);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

void add_problem(std::vector<std::string>& problems, std::string sentence, std::string_view of) {
  constexpr std::size_t kMostProblems = 20;
  if (problems.size() < kMostProblems) {
    problems.push_back(std::move(sentence));
  } else if (problems.size() == kMostProblems) {
    problems.push_back("The " + std::string(of) + " has more problems than can be listed.");
  }
}

std::vector<std::string> near_names(std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t kLongestWord = 64;
  constexpr std::size_t kMostNames = 3;
  if (word.empty() || word.size() > kLongestWord) return {};
  if (word.size() > kLongestWord) return {};
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& name : known) {
    const bool contained = word.size() >= 3 && name.find(word) != std::string::npos;
    const std::size_t distance = contained ? 1 : edit_distance(word, name);
    if (distance <= 1 + std::min(word.size(), name.size()) / 3) near.emplace_back(distance, name);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> names;
  for (std::size_t i = 0; i < near.size() && i < kMostNames; ++i) names.push_back(near[i].second);
  return names;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view bare_word(std::string_view text) {
  const std::span<const std::string_view> before[] = {kBlanks, kWideBlanks, kQuotes, kOpening};
  for (std::size_t cut = 1; cut > 0 && !text.empty();) {
    cut = 0;
    for (const auto signs : before) cut = std::max(cut, sign_at_start(text, signs));
    text.remove_prefix(cut);
  }
  while (const std::size_t cut = sign_after_word(text)) text.remove_suffix(cut);
  return text;
}

std::size_t sign_after_word(std::string_view text) {
  const std::span<const std::string_view> after[] = {kBlanks, kWideBlanks, kQuotes, kClosing};
  for (const auto signs : after)
    for (const std::string_view sign : signs)
      if (text.ends_with(sign)) return sign.size();
  return 0;
}

std::string plain_number(std::string_view text) {
  text = bare_word(text);
  std::string number;
  while (!text.empty()) {
    if (const std::size_t blank = sign_at_start(text, kWideBlanks)) {
      text.remove_prefix(blank);
    } else if (const std::size_t minus = sign_at_start(text, kMinusSigns)) {
      number += '-';
      text.remove_prefix(minus);
    } else {
      number += text.front();
      text.remove_prefix(1);
    }
  }
  if (number.starts_with('+') && number.size() > 1 && number[1] != '-' && number[1] != '+') number.erase(0, 1);
  const std::size_t comma = number.find(',');
  if (comma != std::string::npos && comma == number.rfind(',') && number.find('.') == std::string::npos)
    number[comma] = '.';
  return number;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> words_in_list(std::string_view list) {
  std::vector<std::string> words;
  for (const std::string_view word : split(list, ','))
    if (!trimmed(word).empty()) words.emplace_back(trimmed(word));
  return words;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (is_safe_in_links(byte)) {
      encoded += character;
    } else {
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::optional<std::uint64_t> parse_hash(std::string_view text) {
  std::uint64_t hash = 0;
  if (text.size() != 16) return std::nullopt;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), hash, 16);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return hash;
}

void broken_contract(const std::string& sentence) {
  std::fprintf(stderr, "%s\n", sentence.c_str());
  std::abort();
}

}  // namespace lectern
