#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lectern {

// States to go back to and forward to. Changes with the same key in a row are one step until seal() is called:
// dragging a slider is undone at once, not pixel by pixel.
template <typename State>
class UndoHistory {
 public:
  static constexpr std::size_t kMaximumSteps = 100;

  // To be called before a change, with the state as it still is.
  void record(const State& before, std::string_view key) {
    future_.clear();
    if (!sealed_ && key == last_key_ && !past_.empty()) return;
    past_.push_back(before);
    if (past_.size() > kMaximumSteps) past_.erase(past_.begin());
    last_key_ = key;
    sealed_ = false;
  }
  void seal() { sealed_ = true; }

  bool can_undo() const { return !past_.empty(); }
  bool can_redo() const { return !future_.empty(); }
  // What undo and redo would bring back; null: nothing.
  const State* last() const { return past_.empty() ? nullptr : &past_.back(); }
  const State* next() const { return future_.empty() ? nullptr : &future_.back(); }
  std::optional<State> undo(const State& now) { return move(past_, future_, now); }
  std::optional<State> redo(const State& now) { return move(future_, past_, now); }

  void clear() {
    past_.clear();
    future_.clear();
    sealed_ = true;
  }

 private:
  std::optional<State> move(std::vector<State>& from, std::vector<State>& to, const State& now) {
    if (from.empty()) return std::nullopt;
    to.push_back(now);
    State state = std::move(from.back());
    from.pop_back();
    sealed_ = true;
    return state;
  }

  std::vector<State> past_;
  std::vector<State> future_;
  std::string last_key_;
  bool sealed_ = true;
};

}  // namespace lectern
