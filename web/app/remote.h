#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/model/stage.h"

namespace lectern {

class App;

// The program as a script sees it: requests {"id", "method", "args"} as web/page/api.js makes them, each answered
// once with {"id", "result"} or {"id", "error"} when it is done.
//   open(link)      → the link's problems, when it is open and stands at its step
//   navigate(link)  → the same for the address itself, answered as soon as it is open; makes no new entry
//   link(), play(), pause(), step(n), snapshot()
//   seek(step)      goes to a step already reached; answered when it stands there
//   files()         answered when the files given are used, or wait for somebody's consent; refused with the sentence
//                   why they are not
//   present(state)  "on" or "off": large type, panels and transport only
//   theme(name)     "light" or "dark"
//   still(state)    "on" or "off": whether nothing is to play that the reader has not played
//   lesson()        → its title, stops, the stop shown, the question with what was chosen: as lesson_json below
//   goToStop(n)     walks to a stop, from 1; answered when the run stands at it
//   answer(n)       chooses an answer of the stop's question, from 1
//   openLesson(text)   a lesson as its file holds it
//   tiles()         → what can be pressed on the home page (home_places)
//   problem(text)   shown to the user
//   keys()          → the keys that mean something here, as Dear ImGui names them or the character typed
//   demos()         → [{lecture, demos: [{id, title, summary}]}], for the document beside the picture, as are
//   demo()          → the demo that is open and its parameters (core/lab/schema_json.h)
//   document(parts) → what there is to tell (web/model/document.h), of panels too if parts is "panels"
//   set(text)       "parameter=value", as in links; refused with the sentence why not
//   seed(text), speed(n)   steps per second, 0: no limit
//   press(name)     what a button of that name does (kButtons in remote.cpp)
//   stats()         → since the last call: {"frames": how often the page asked for one, "drawn": how many were needed,
//                     "frame_ms": {"mean", "worst"} outside the graphics driver, "graphics_ms": in it, mean}
class Remote {
 public:
  explicit Remote(App& app) : app_(app) {}

  void call(std::string_view request);
  // Answers what has been done by now.
  void answer();
  // What is wrong with files that were given: the answer to files().
  void note_file_problem(const std::string& sentence) { file_problem_ = sentence; }
  bool waits() const { return !waiting_.empty(); }

 private:
  enum class Until { open, settled, paused, hashed, files };
  struct Waiting {
    std::int64_t id;
    Until until;
    std::uint64_t opened;  // how many runs had been opened when it was asked
    std::string result;    // JSON; of a snapshot it is made at the end
  };

  bool done(const Waiting& waiting) const;
  void finish(const Waiting& waiting);
  void open(std::int64_t id, std::string_view link, Until until);
  // Whether the method is one of the lesson, and then does it.
  bool perform_on_lesson(std::int64_t id, std::string_view method, std::optional<std::uint64_t> number);
  // Likewise of those that only ask, which leave the picture as it is.
  bool tell(std::int64_t id, std::string_view method, std::string_view text);
  // And of those by which the document acts.
  bool perform_on_document(std::int64_t id, std::string_view method, std::string_view text,
                           std::optional<std::uint64_t> number);
  void perform(std::int64_t id, std::string_view method, std::string_view text, std::optional<std::uint64_t> number);
  static void reply(std::int64_t id, const std::string& result);
  static void refuse(std::int64_t id, std::string_view sentence);

  App& app_;
  std::vector<Waiting> waiting_;
  std::string file_problem_;
};

}  // namespace lectern
