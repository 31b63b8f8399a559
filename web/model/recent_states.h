#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/experiment.h"

namespace lectern {

// A state that the reader has seen, to go back to by its link.
struct RecentState {
  std::string link;
  std::string id;      // of its demo
  std::string detail;  // what was changed in it, for people; may be empty
  std::int64_t when_s = 0;
};

// The last states, the newest first: one for each visit to a demo, which follows the state until the next visit begins.
class RecentStates {
 public:
  static constexpr std::size_t kMaximum = 5;

  const std::vector<RecentState>& all() const { return states_; }

  // What follows is another visit, also of the same demo.
  void begin_visit() { same_visit_ = false; }
  // Where the visit stands. A state with the same link is not kept twice. True if anything changed.
  bool note(RecentState state);

  // As JSON, and back. Whatever is not valid, or of a demo that is not there any more, is left out.
  std::string text() const;
  void read(std::string_view text);

 private:
  std::vector<RecentState> states_;
  bool same_visit_ = false;
};

// "just now", "5 minutes ago", "yesterday", "12 days ago".
std::string time_since(std::int64_t then_s, std::int64_t now_s);

}  // namespace lectern
