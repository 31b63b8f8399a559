#pragma once

#include <cstdint>
#include <string>

#include "web/model/kept_address.h"
#include "web/model/lesson_guide.h"
#include "web/model/stage.h"

namespace lectern {

// Keeps what stands around the picture in step with the run: address and title, the text for people who cannot see
// the picture, and the events for scripts. Each only when it changed, and not more often than a page can bear.
class PageSync {
 public:
  // To be called before a change of demo that the user can go back from.
  void begin_new_entry() { new_entry_ = true; }
  // The run was opened by the address, which stays as it was given until the reader changes something: what could not
  // be read in it can be mended by hand.
  void keep_address(const Stage& stage);

  // The link told last, and how many have been.
  const std::string& link() const { return link_; }
  std::uint64_t links_told() const { return links_told_; }

  // Returns after how many seconds there may be something to tell although nothing happens; negative: nothing.
  double follow(const Stage& stage, const LessonGuide& lesson, double now_s);

 private:
  bool keeps_address(const Stage& stage, const LessonGuide& lesson, const std::string& link);
  void tell_link(const Stage& stage, const LessonGuide& lesson);
  void tell_text(const Stage& stage, const LessonGuide& lesson);
  void tell_events(const Stage& stage);

  std::uint64_t seen_snapshot_ = ~std::uint64_t{0};
  LinkView seen_view_;
  std::string seen_lesson_;
  bool paused_ = true;
  bool behind_ = true;
  double next_s_ = 0;
  bool new_entry_ = false;
  KeptAddress kept_;
  std::string link_;
  std::uint64_t links_told_ = 0;
  std::string title_;
  RunStatus status_ = RunStatus::idle;
};

// The state in a few plain sentences.
std::string described(const Stage& stage);
// The stop that is shown, its question and what was revealed; empty: there is none.
std::string described(const LessonGuide& lesson);

}  // namespace lectern
