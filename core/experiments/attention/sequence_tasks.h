#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/math/named_enum.h"
#include "core/math/rng.h"

namespace lectern {

enum class SequenceTask { copy, sort, brackets, text };

inline constexpr std::array<Named<SequenceTask>, 4> kSequenceTasks{{
    {SequenceTask::copy, "copy", "Copy letters"},
    {SequenceTask::sort, "sort", "Sort letters"},
    {SequenceTask::brackets, "brackets", "Close brackets"},
    {SequenceTask::text, "text", "Characters of a text"},
}};

// Sequences of equally many places, one behind the other: N·T numbers each.
struct SequenceBatch {
  std::vector<std::int32_t> tokens;
  std::vector<std::int32_t> targets;  // the token that is right there; −1: nothing is asked
  std::vector<std::int32_t> sources;  // the place that tells it; −1: none alone does
  std::vector<std::int32_t> sizes;    // how long the task is there: letters, distance of the brackets, characters seen
  int sequences = 0;
};

// Makes and reads the sequences of a task of up to `longest` letters or pairs of brackets, in 2·longest places.
//   copy, sort: the letters, blanks up to place `longest`, a bar, and the answer but its last letter; from the bar on
//   the next letter of the answer is asked
//   brackets: what is asked is each closing bracket, at the place before it
//   text: the next character, at every place
class Sequences {
 public:
  // text  taken from a rhyme where it is too short for one sequence
  Sequences(SequenceTask task, int longest, std::string_view text);

  SequenceTask task() const { return task_; }
  int length() const { return 2 * longest_; }
  int symbols() const;
  static constexpr int kMostSymbols = 28;
  // How a token is written.
  const std::string& name(std::int32_t token) const { return names_[static_cast<std::size_t>(token)]; }
  // Largest size that occurs.
  int largest_size() const {
    return task_ == SequenceTask::text || task_ == SequenceTask::brackets ? length() : longest_;
  }

  // Appends a random sequence of no more than `size` letters or pairs; of a text a stretch of its first four fifths, or
  // of the rest.
  void draw(Rng& rng, int size, bool held_out, SequenceBatch& batch) const;
  // Appends what a person wrote; what means nothing in it is left out. False, and nothing appended, where nothing is
  // left.
  bool read(std::string_view written, SequenceBatch& batch) const;

  // Text as tokens, and the number of its tokens that are learned from.
  const std::vector<std::int32_t>& text() const { return text_; }
  int learned_characters() const { return static_cast<int>(text_.size()) * 4 / 5; }

  auto state() const { return std::tie(names_, text_); }

 private:
  void append_letters(const std::vector<std::int32_t>& letters, SequenceBatch& batch) const;
  void append_brackets(const std::vector<std::int32_t>& brackets, SequenceBatch& batch) const;
  void append_text(const std::int32_t* characters, int count, SequenceBatch& batch) const;
  // Ends the sequence begun last: blanks up to its length.
  void fill_up(SequenceBatch& batch) const;
  void push(SequenceBatch& batch, std::int32_t token, std::int32_t target = -1, std::int32_t source = -1,
            std::int32_t size = 0) const;

  SequenceTask task_;
  int longest_;
  std::vector<std::string> names_;
  std::vector<std::int32_t> text_;
};

}  // namespace lectern
