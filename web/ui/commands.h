#pragma once

#include <span>
#include <string>
#include <vector>

#include "web/ui/ui_context.h"

namespace lectern {

// What the keyboard and the transport bar can do.
enum class Command {
  play_pause,
  step,
  step_back,
  same_start,
  new_start,
  new_data,
  undo,
  redo,
  pin,
  beside,
  share,
  present,
  next_page,
  previous_page,
  next_stop,
  previous_stop,
  lesson,
  blank,
  maximise,
  help,
  theme,
  larger,
  smaller,
  search,
  home,
  demos,
  controls,
  leave
};

// A key, alone or with Ctrl (Command on a Mac), or a character.
struct Key {
  constexpr Key() = default;
  constexpr Key(ImGuiKey key, bool control = false) : code(key), with_control(control) {}
  constexpr Key(char sign) : character(sign) {}

  ImGuiKey code = ImGuiKey_None;
  bool with_control = false;
  char character = 0;
};

// When a key means its command.
enum class When { always, presenting, not_presenting };

struct Shortcut {
  Command command;
  Key key;
  const char* keys;  // for people
  const char* description;
  const char* short_label;  // in menus
  When when = When::always;
  Key second = {};  // means the same
};

// Moves the keyboard to the next control (with Shift to the one before), where Tab is the browser's.
constexpr ImGuiKey kWalkKey = ImGuiKey_K;

std::span<const Shortcut> shortcuts();
const Shortcut& shortcut_of(Command command);

// Keys and characters that mean something without Ctrl outside presentations, as Dear ImGui names them: "Space", "R",
// "?".
std::vector<std::string> used_keys();

// "Pause or go on (Space)".
std::string tooltip_of(Command command);

// Whether the command means anything for the runs shown. Only resets that would change nothing do not.
bool is_offered(Command command, const UiContext& context);

void perform(Command command, UiContext& context);

// A run that has come to its end plays again from its start.
void play_or_pause(Stage& stage);

// Performs the commands whose keys were pressed in this frame, unless somebody is typing.
void take_shortcuts(UiContext& context);

}  // namespace lectern
