#include "web/views/subscripts.h"

#include <array>
#include <cctype>
#include <utility>

namespace lectern {

namespace {

constexpr std::array<std::pair<char, std::string_view>, 27> kLowered{
    {{'0', "₀"}, {'1', "₁"}, {'2', "₂"}, {'3', "₃"}, {'4', "₄"}, {'5', "₅"}, {'6', "₆"}, {'7', "₇"}, {'8', "₈"},
     {'9', "₉"}, {'a', "ₐ"}, {'e', "ₑ"}, {'h', "ₕ"}, {'i', "ᵢ"}, {'k', "ₖ"}, {'l', "ₗ"}, {'m', "ₘ"}, {'n', "ₙ"},
     {'o', "ₒ"}, {'p', "ₚ"}, {'r', "ᵣ"}, {'s', "ₛ"}, {'t', "ₜ"}, {'u', "ᵤ"}, {'v', "ᵥ"}, {'x', "ₓ"}, {'+', "₊"}}};

std::string_view lowered(char letter) {
  for (const auto& [from, to] : kLowered)
    if (from == letter) return to;
  return {};
}

bool is_ascii_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// Whether a single letter stands before `at`: the first byte of a Greek one, or a Latin one on its own.
bool follows_symbol(std::string_view text, std::size_t at) {
  if (at == 0) return false;
  const char before = text[at - 1];
  if (static_cast<unsigned char>(before) >= 0x80) return true;
  const bool alone = at < 2 || (!is_ascii_word(text[at - 2]) && text[at - 2] != '_');
  return std::isalpha(static_cast<unsigned char>(before)) != 0 && alone;
}

}  // namespace

std::string with_subscripts(std::string_view text) {
  std::string set;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t end = i + 1;
    std::string index;
    if (text[i] == '_' && follows_symbol(text, i)) {
      for (; end < text.size() && is_ascii_word(text[end]); ++end) {
        const std::string_view low = lowered(text[end]);
        if (low.empty()) break;
        index += low;
      }
      if (end < text.size() && is_ascii_word(text[end])) index.clear();
    }
    if (index.empty()) {
      set += text[i];
    } else {
      set += index;
      i = end - 1;
    }
  }
  return set;
}

}  // namespace lectern
