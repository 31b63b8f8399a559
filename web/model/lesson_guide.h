#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/lesson.h"
#include "web/model/stage.h"

namespace lectern {

// The guide through the demo that is open: its lesson, the stop shown, the answers chosen. Until the reader walks, it
// only shows the first stop and changes nothing about the run or the page.
class LessonGuide {
 public:
  enum class State {
    none,     // no demo is open
    waiting,  // the demo's own lesson is on its way
    ready,
    missing,  // there is none that could be used: problem() says why
  };

  // To be called when a link or a demo was opened. What is wrong with a lesson in the link is told in a sentence.
  std::vector<std::string> open(Stage& stage);
  // The demo's own lesson is wanted: "lessons/ID.md" (once); otherwise empty.
  std::string take_wanted_file();
  // Its content, or nothing if it cannot be had. Ignored unless it is still waited for.
  void take_file(std::string_view name, const std::optional<std::string>& text, Stage& stage);
  // A lesson that somebody gave as a file: opens its demo and goes to its first stop. An error changes nothing.
  Result<bool> give(std::string_view text, Stage& stage);

  // Where motion is not wanted, a stop that plays stands at its beginning until the reader plays it.
  void keep_still(bool still) { is_still_ = still; }
  // Starts what a stop plays, once the run has come to its step. To be called with every turn of the program.
  void follow(Stage& stage);

  State state() const { return state_; }
  const std::string& problem() const { return problem_; }
  const std::string& demo() const { return demo_; }
  const Lesson& lesson() const { return lesson_; }
  int count() const { return static_cast<int>(lesson_.stops.size()); }
  bool has_stops() const { return state_ == State::ready && !lesson_.stops.empty(); }
  int at() const { return at_; }
  const LessonStop& stop() const { return lesson_.stops[static_cast<std::size_t>(at_)]; }
  // Not the demo's own: given as a file or in a link, or made here.
  bool is_own() const { return is_own_; }

  // Whether the reader walks the lesson: its panels and controls are shown, and the link names the stop.
  bool walking() const { return walking_ && has_stops(); }
  // Begins to walk where the lesson stands, with the run as it is.
  void start() { walking_ = true; }
  void leave();
  // Shows a stop and goes to its state; beyond the last and before the first: nothing.
  void walk_to(int stop, Stage& stage);
  void next(Stage& stage) { walk_to(at_ + 1, stage); }
  void back(Stage& stage) { walk_to(at_ - 1, stage); }
  // Whether the run is not what the stop shows, so that going there means something.
  bool is_elsewhere(const Stage& stage) const;

  std::optional<std::size_t> answer() const;
  void choose(std::size_t answer);

  // What the page shows while the lesson is walked; empty: everything.
  const std::vector<std::string>& panels() const;
  const std::vector<std::string>& controls() const;

  // What links say of it, once it is known.
  bool is_known() const { return state_ == State::none || state_ == State::ready; }
  int link_stop() const;
  const std::string& link_text() const { return packed_; }

  // ---- A lesson of one's own --------------------------------------------------------------------------
  // Changes the lesson, which becomes one's own.
  Lesson& edit();
  // To be called after changes.
  void edited();
  // An empty lesson of the demo that is open.
  void begin_own(const Stage& stage);
  // The run as it is now becomes a stop behind the one shown, with the panels named.
  void record(const Stage& stage, std::vector<std::string> panels);
  // The stop shown gets the run as it is now.
  void record_again(const Stage& stage, std::vector<std::string> panels);
  void move_stop(int by);
  void remove_stop();
  std::string file_name() const { return demo_ + "-lesson.md"; }
  std::string file_text() const { return write_lesson(lesson_); }
  // The link that opens the lesson at its first stop; an error says that it is too long for one.
  Result<std::string> link() const;
  // What keeps the lesson as it is from being opened by others.
  const std::vector<std::string>& mistakes() const { return mistakes_; }

 private:
  void take(Lesson lesson, bool own);
  void miss(std::string sentence);
  void go(Stage& stage);

  State state_ = State::none;
  std::string demo_;
  std::string problem_;
  Lesson lesson_;
  bool is_own_ = false;
  std::string packed_;  // of one's own lesson, as the link holds it: the last state of it without mistakes
  bool fits_link_ = true;
  std::vector<std::string> mistakes_;
  int at_ = 0;
  bool walking_ = false;
  bool goes_when_ready_ = false;  // the link means the stop's own state
  bool wants_file_ = false;
  bool plays_when_there_ = false;
  bool is_still_ = false;
  bool put_beside_ = false;                          // the run beside the first is one of the lesson's
  std::vector<std::optional<std::size_t>> answers_;  // of each stop
};

}  // namespace lectern
