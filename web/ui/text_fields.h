#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "web/look/theme.h"
#include "web/platform/platform.h"

namespace lectern {

// The one place where text is typed. On a page an HTML field is laid over the picture (phone keyboard, clipboard, any
// input method); where the platform has none, Dear ImGui's own field is drawn in the same place.
class TextFields {
 public:
  // What happened, as the page tells it.
  enum class State { changed, accepted, given_up };
  void happened(std::string_view key, std::string_view value, State state);

  // Opens a field over the box; the one open before is accepted.
  void open(std::string_view key, std::string_view value, std::string_view label, std::string_view kind, ImVec2 low,
            ImVec2 high);
  bool is_open(std::string_view key) const { return open_ && field_.key == key; }
  bool any_open() const { return open_; }
  // To be called in each frame in which the field's box is shown: the field follows it and closes when it is gone.
  void keep(std::string_view key, ImVec2 low, ImVec2 high);
  void keep_in_place(std::string_view key) { kept_ = kept_ || is_open(key); }

  // The text as typed so far / as accepted, once for each change.
  std::optional<std::string> changed(std::string_view key);
  std::optional<std::string> accepted(std::string_view key);

  // At the end of the frame: draws the field where the platform has none, closes one that is gone.
  void end_frame(const Theme& theme);

 private:
  struct Event {
    std::string key;
    std::string value;
  };
  void draw_own(const Theme& theme);

  bool open_ = false;
  bool kept_ = false;
  bool wants_focus_ = false;
  platform::TextField field_;
  std::optional<Event> changed_;
  std::optional<Event> accepted_;
};

// A box with a value that opens a field when tapped. `key` is unique in the whole program. Gives the text accepted.
struct EditableLook {
  float width = 0;  // screen pixels
  bool align_right = false;
  bool framed = true;  // false: a frame appears only under the pointer
  bool touch = false;
  int rows = 1;  // more than one: the text is wrapped
  const char* kind = "text";
  const char* placeholder = "";
};
std::optional<std::string> editable_text(const Theme& theme, TextFields& fields, const char* key,
                                         std::string_view shown, std::string_view label, const EditableLook& look);

}  // namespace lectern
