#include "core/experiments/attention/sequence_tasks.h"

#include <algorithm>
#include <span>

namespace lectern {
namespace {

constexpr std::int32_t kLetters = 16;  // a to p
constexpr std::int32_t kBlank = 16, kBar = 17;
constexpr std::int32_t kKinds = 4;  // of brackets
constexpr std::string_view kBrackets = "([{<)]}>";
constexpr std::int32_t kBracketBlank = 2 * kKinds;
constexpr std::int32_t kSpace = 26, kStop = 27;

// The House That Jack Built: traditional, first printed in 1755.
constexpr std::string_view kRhyme[] = {
    "the house that jack built.",
    "the malt that lay in ",
    "the rat that ate ",
    "the cat that killed ",
    "the dog that worried ",
    "the cow with the crumpled horn that tossed ",
    "the maiden all forlorn that milked ",
    "the man all tattered and torn that kissed ",
    "the priest all shaven and shorn that married ",
};

std::string rhyme() {
  std::string text;
  for (std::size_t last = 0; last < std::size(kRhyme); ++last) {
    text += "this is ";
    for (std::size_t line = last + 1; line-- > 0;) text += kRhyme[line];
    text += ' ';
  }
  return text;
}

std::int32_t character_token(char c) {
  if (c >= 'a' && c <= 'z') return c - 'a';
  if (c >= 'A' && c <= 'Z') return c - 'A';
  return c == ' ' || c == '\n' ? kSpace : kStop;
}

std::vector<std::int32_t> characters_of(std::string_view text) {
  std::vector<std::int32_t> tokens;
  for (const char c : text)
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) tokens.push_back(character_token(c));  // one a UTF-8 character
  return tokens;
}

}  // namespace

Sequences::Sequences(SequenceTask task, int longest, std::string_view text) : task_(task), longest_(longest) {
  const auto add_letters = [this](int count) {
    for (int i = 0; i < count; ++i) names_.emplace_back(1, static_cast<char>('a' + i));
  };
  if (task == SequenceTask::brackets) {
    for (const char c : kBrackets) names_.emplace_back(1, c);
    names_.emplace_back("·");
  } else if (task == SequenceTask::text) {
    add_letters(26);
    names_.emplace_back("·");
    names_.emplace_back(".");
    text_ = characters_of(text);
    if (learned_characters() < length() + 2 || static_cast<int>(text_.size()) - learned_characters() < length() + 2)
      text_ = characters_of(rhyme());
  } else {
    add_letters(kLetters);
    names_.emplace_back("·");
    names_.emplace_back("|");
  }
}

int Sequences::symbols() const { return static_cast<int>(names_.size()); }

void Sequences::push(SequenceBatch& batch, std::int32_t token, std::int32_t target, std::int32_t source,
                     std::int32_t size) const {
  batch.tokens.push_back(token);
  batch.targets.push_back(target);
  batch.sources.push_back(source);
  batch.sizes.push_back(size);
}

void Sequences::fill_up(SequenceBatch& batch) const {
  ++batch.sequences;
  const std::int32_t blank = task_ == SequenceTask::brackets ? kBracketBlank
                             : task_ == SequenceTask::text   ? kSpace
                                                             : kBlank;
  while (batch.tokens.size() < static_cast<std::size_t>(batch.sequences * length())) push(batch, blank);
}

void Sequences::append_letters(const std::vector<std::int32_t>& letters, SequenceBatch& batch) const {
  const auto n = static_cast<std::int32_t>(letters.size());
  std::array<std::int32_t, kMostSymbols> order{};  // places of the letters in the answer
  for (std::int32_t i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = i;
  const auto letter = [&](std::int32_t place) { return letters[static_cast<std::size_t>(place)]; };
  if (task_ == SequenceTask::sort)
    std::sort(order.begin(), order.begin() + n,
              [&](std::int32_t a, std::int32_t b) { return letter(a) != letter(b) ? letter(a) < letter(b) : a < b; });
  for (const std::int32_t l : letters) push(batch, l);
  for (std::int32_t i = n; i < longest_; ++i) push(batch, kBlank);
  for (std::int32_t i = 0; i < n; ++i) {
    const std::int32_t place = order[static_cast<std::size_t>(i)];
    push(batch, i == 0 ? kBar : letter(order[static_cast<std::size_t>(i - 1)]), letter(place), place, n);
  }
  fill_up(batch);
}

void Sequences::append_brackets(const std::vector<std::int32_t>& brackets, SequenceBatch& batch) const {
  std::vector<std::int32_t> open;  // places
  for (std::size_t t = 0; t < brackets.size(); ++t) {
    if (brackets[t] < kKinds)
      open.push_back(static_cast<std::int32_t>(t));
    else
      open.pop_back();
    const bool asks = t + 1 < brackets.size() && brackets[t + 1] >= kKinds;
    if (asks)
      push(batch, brackets[t], brackets[t + 1], open.back(), static_cast<std::int32_t>(t) + 1 - open.back());
    else
      push(batch, brackets[t]);
  }
  fill_up(batch);
}

void Sequences::append_text(const std::int32_t* characters, int count, SequenceBatch& batch) const {
  for (int t = 0; t < count; ++t) push(batch, characters[t], t + 1 < count ? characters[t + 1] : -1, -1, t + 1);
  fill_up(batch);
}

void Sequences::draw(Rng& rng, int size, bool held_out, SequenceBatch& batch) const {
  const auto below = [&rng](int bound) {
    return static_cast<std::int32_t>(rng.below(static_cast<std::uint32_t>(bound)));
  };
  if (task_ == SequenceTask::text) {
    const int learned = learned_characters(), all = static_cast<int>(text_.size());
    const int low = held_out ? learned : 0, high = held_out ? all : learned;
    const std::int32_t* from = text_.data() + low + below(high - low - length());
    for (int t = 0; t < length(); ++t) push(batch, from[t], from[t + 1], -1, t + 1);
    return fill_up(batch);
  }
  const int n = 1 + below(size);
  std::vector<std::int32_t> tokens;
  if (task_ == SequenceTask::brackets) {
    std::vector<std::int32_t> open;
    for (int opened = 0; opened < n || !open.empty();) {
      if (opened < n && (open.empty() || below(2) == 0)) {
        open.push_back(below(kKinds));
        tokens.push_back(open.back());
        ++opened;
      } else {
        tokens.push_back(open.back() + kKinds);
        open.pop_back();
      }
    }
    return append_brackets(tokens, batch);
  }
  // Letters to be sorted are all different.
  std::array<std::int32_t, kLetters> letters{};
  for (std::int32_t i = 0; i < kLetters; ++i) letters[static_cast<std::size_t>(i)] = i;
  rng.shuffle(std::span<std::int32_t>(letters));
  for (int i = 0; i < n; ++i)
    tokens.push_back(task_ == SequenceTask::sort ? letters[static_cast<std::size_t>(i)] : below(kLetters));
  append_letters(tokens, batch);
}

bool Sequences::read(std::string_view written, SequenceBatch& batch) const {
  std::vector<std::int32_t> tokens, open;
  for (const char c : written) {
    if (task_ == SequenceTask::brackets) {
      const std::size_t at = kBrackets.find(c);
      if (at == std::string_view::npos) continue;
      const auto token = static_cast<std::int32_t>(at);
      if (token < kKinds)
        open.push_back(token);
      else if (open.empty() || open.back() + kKinds != token)
        continue;  // closes nothing
      else
        open.pop_back();
      tokens.push_back(token);
    } else if (task_ == SequenceTask::text) {
      if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) tokens.push_back(character_token(c));
    } else if (c >= 'a' && c < 'a' + kLetters) {
      tokens.push_back(c - 'a');
    }
  }
  for (; !open.empty(); open.pop_back()) tokens.push_back(open.back() + kKinds);  // what is left open is to be closed
  const int most = task_ == SequenceTask::brackets || task_ == SequenceTask::text ? length() : longest_;
  if (static_cast<int>(tokens.size()) > most) tokens.resize(static_cast<std::size_t>(most));
  if (tokens.empty()) return false;
  if (task_ == SequenceTask::brackets)
    append_brackets(tokens, batch);
  else if (task_ == SequenceTask::text)
    append_text(tokens.data(), static_cast<int>(tokens.size()), batch);
  else
    append_letters(tokens, batch);
  return true;
}

}  // namespace lectern
