#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/expectation.h"
#include "core/lab/registry.h"
#include "core/lab/run_plan.h"
#include "core/lab/share_link.h"

// Lessons: files that guide through the runs of a demo, stop by stop. Plain text with line marks, which stand at the
// beginning of a line; a line that begins with one blank is text whatever follows.
//   # TITLE                          of the lesson
//   demo: ID                         whose lesson it is
//   controls: NAME, …                the parameters shown while it is open; without this line all; of a stop, its own
//   ## TITLE                         begins a stop
//   set: NAME = VALUE                of the stop's state, as in links; the rest is at its defaults
//   defaults                         the state is the demo's defaults
//   step: N                          the state stands at this step
//   play  or  play: STEPS_A_SECOND   the run plays from there
//   look: PANEL, …                   the panels that the stop needs; the first is the one to look at
//   ? QUESTION
//   - ANSWER  or  + RIGHT ANSWER     each also with “:: what is revealed to who chooses it” behind it
//   ! what is revealed to everybody who has answered
//   expect: CLAIM                    about the run (core/lab/expectation.h)
// Everything else is the stop's text; an empty line begins a paragraph. Questions, answers and what they reveal go on
// in lines that begin with two blanks. A stop with neither set: nor defaults has the settings of the stop before it,
// and with no step: and play either it leaves the run as it stands.
namespace lectern {

constexpr std::size_t kMaximumLessonBytes = 64 * 1024;
constexpr std::size_t kMaximumStops = 40;
constexpr std::size_t kMaximumStopWords = 100;
constexpr std::size_t kMaximumTitleBytes = 120;
constexpr std::size_t kFewestAnswers = 2, kMostAnswers = 4;

struct LessonAnswer {
  std::string text, reveal;
  bool right = false;
  bool operator==(const LessonAnswer&) const = default;
};

struct LessonQuestion {
  std::string text;  // empty: there is no question
  std::vector<LessonAnswer> answers;
  std::string reveal;
  bool operator==(const LessonQuestion&) const = default;
};

struct LessonStop {
  int line = 0;  // of the file
  std::string title;
  std::string text;                 // paragraphs, an empty line between them
  bool has_state = false;           // false: the run stays as it is
  RunMoment moment;                 // the state, complete
  std::optional<RunMoment> beside;  // the run shown beside it
  bool plays = false;               // from the moment on
  double steps_per_second = 0;      // 0: as the demo usually plays
  std::vector<std::string> panels;
  std::vector<std::string> controls;  // empty: those of the lesson
  LessonQuestion question;
  std::vector<Expectation> expectations;
};

struct Lesson {
  std::string demo;
  std::string title;
  std::vector<std::string> controls;  // empty: all
  std::vector<LessonStop> stops;
};

struct ParsedLesson {
  Lesson lesson;                      // what was valid
  std::vector<std::string> problems;  // “Line 12: …”, one sentence each; empty: the whole file was valid
};

// Total: any bytes give a lesson, at worst an empty one, and the list of its problems.
ParsedLesson parse_lesson(std::string_view text, const Registry& registry = Registry::instance());

// A file that reads back to the same lesson.
std::string write_lesson(const Lesson& lesson, const Registry& registry = Registry::instance());

}  // namespace lectern
