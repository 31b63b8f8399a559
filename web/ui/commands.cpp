#include "web/ui/commands.h"

#include "web/ui/table_dialog.h"

#include <algorithm>
#include <array>

#include "web/ui/panel_grid.h"

namespace lectern {

namespace {

constexpr std::array kShortcuts{
    Shortcut{Command::play_pause, Key{ImGuiKey_Space}, "Space", "Run or pause", "Run or pause"},
    Shortcut{Command::step, Key{ImGuiKey_RightArrow}, "→", "One step", "One step"},
    Shortcut{Command::step_back, Key{ImGuiKey_LeftArrow}, "←", "One step back", "One step back"},
    Shortcut{Command::same_start, Key{ImGuiKey_R}, "R", "Back to the same start", "Same start"},
    Shortcut{Command::new_start, Key{ImGuiKey_N}, "N", "New start: other random initial values, same data",
             "New start"},
    Shortcut{Command::new_data, Key{ImGuiKey_D}, "D", "New data: another sample, same initial values", "New data"},
    Shortcut{Command::undo, Key{ImGuiKey_Z, true}, "Ctrl Z", "Undo the last change of a parameter", "Undo"},
    Shortcut{Command::redo, Key{ImGuiKey_Y, true}, "Ctrl Y", "Redo", "Redo"},
    Shortcut{Command::pin, Key{ImGuiKey_G}, "G",
             "Pin this run: its curves stay in the plots as ghosts, to compare others with", "Pin this run"},
    Shortcut{Command::beside, Key{ImGuiKey_B}, "B",
             "Put a second run beside this one, to change and play with it; again: take it away", "Second run beside",
             When::not_presenting},
    Shortcut{Command::share, Key{ImGuiKey_S}, "S", "Share this state by link", "Share…"},
    Shortcut{Command::present, Key{ImGuiKey_P}, "P",
             "Present: large type, only panels and transport, on the whole screen; Esc ends it", "Present"},
    Shortcut{Command::next_page, Key{ImGuiKey_PageDown}, "Page ↓",
             "Presenting: the next page of panels, after the last one the next demo of the lecture", "Next page",
             When::presenting},
    Shortcut{Command::previous_page, Key{ImGuiKey_PageUp}, "Page ↑",
             "Presenting: the page before; from the first page the demo before, as it was left", "Page before",
             When::presenting},
    Shortcut{Command::next_stop, Key{}, "→ or Page ↓", "Presenting a lesson: the next stop", "Next stop",
             When::presenting},
    Shortcut{Command::previous_stop, Key{}, "← or Page ↑", "Presenting a lesson: the stop before", "Stop before",
             When::presenting},
    Shortcut{Command::lesson, Key{ImGuiKey_E}, "E", "Show or hide the lesson; while presenting, too", "Lesson"},
    Shortcut{Command::blank, Key{ImGuiKey_B}, "B or .", "Presenting: a black screen, until any key", "Black screen",
             When::presenting, Key{'.'}},
    Shortcut{Command::maximise, Key{ImGuiKey_F}, "F", "Enlarge the main picture, or back to all panels",
             "Enlarge the main picture"},
    Shortcut{Command::theme, Key{ImGuiKey_T}, "T", "Light or dark", "Light or dark"},
    Shortcut{Command::larger, Key{'+'}, "+", "Larger interface", "Larger interface"},
    Shortcut{Command::smaller, Key{'-'}, "−", "Smaller interface", "Smaller interface"},
    Shortcut{Command::search, Key{'/'}, "/", "Search the demos", "Search"},
    Shortcut{Command::home, Key{ImGuiKey_H}, "H", "Home: all demos with a picture of each", "Home"},
    Shortcut{Command::demos, Key{ImGuiKey_L}, "L", "Show or hide the list of lectures", "Lectures"},
    Shortcut{Command::controls, Key{ImGuiKey_C}, "C", "Show or hide the controls", "Controls"},
    Shortcut{Command::help, Key{'?'}, "?", "This list of keys", "Keys"},
    Shortcut{Command::leave, Key{ImGuiKey_Escape}, "Esc", "Close what is open", "Close"},
};

// Signs are found by the character typed, wherever a keyboard has them; the others by their key.
bool was_pressed(const Key& key) {
  const ImGuiIO& io = ImGui::GetIO();
  if (key.character != 0) return io.InputQueueCharacters.contains(static_cast<ImWchar>(key.character));
  if (key.code == ImGuiKey_None) return false;
  return (io.KeyCtrl || io.KeySuper) == key.with_control && !io.KeyAlt &&
         ImGui::IsKeyPressed(key.code, key.code == ImGuiKey_RightArrow || key.code == ImGuiKey_LeftArrow);
}

bool was_pressed(const Shortcut& shortcut, bool presenting) {
  if (shortcut.when != When::always && (shortcut.when == When::presenting) != presenting) return false;
  return was_pressed(shortcut.key) || was_pressed(shortcut.second);
}

void leave(UiContext& context) {
  UiState& ui = context.ui;
  if (ui.share_open || ui.help_open) {
    ui.share_open = ui.help_open = false;
  } else if (ui.drawer != Drawer::none) {
    ui.drawer = Drawer::none;
  } else if (ui.presenting) {
    context.requests.toggle_presenting = true;
  } else {
    ui.maximised.clear();
  }
}

void toggle_side(UiContext& context, bool& open, Drawer drawer) {
  if (context.narrow) {
    context.ui.drawer = context.ui.drawer == drawer ? Drawer::none : drawer;
  } else {
    open = !open;
  }
}

void toggle_maximised(UiContext& context) {
  if (!context.ui.maximised.empty()) {
    context.ui.maximised.clear();
  } else if (const Panel* panel = lead_panel(context)) {
    context.ui.maximised = panel->id;
  }
}

// From page to page of the panels, after the last to the next demo; and back.
void turn_page(UiContext& context, int direction) {
  UiState& ui = context.ui;
  const std::size_t count = page_count(context);
  const bool turns = direction > 0 ? ui.page + 1 < count : ui.page > 0;
  ui.maximised.clear();
  if (!turns) {
    context.requests.turn_demo = direction;
  } else {
    ui.page = direction > 0 ? ui.page + 1 : std::min(ui.page, count) - 1;
  }
}

// Behind the last stop the next demo of the lecture, before the first one the demo before.
void turn_stop(UiContext& context, int direction) {
  LessonGuide& lesson = context.lesson;
  const int to = lesson.at() + direction;
  if (to >= 0 && to < lesson.count()) return lesson.walk_to(to, context.stage);
  context.requests.turn_demo = direction;
}

void toggle_lesson(UiContext& context) {
  if (context.stage.first().demo() == nullptr) return;
  UiState& ui = context.ui;
  const bool shown = context.regions.lesson.width > 0;
  if (context.narrow) {
    ui.card_unfolded = !(shown && ui.card_unfolded);
  } else {
    ui.card_open = !shown;
  }
  // Beside the panels alone, it stands there only while it is walked.
  if (!shown && context.embedded) context.lesson.start();
}

// What a key of the run or of a clicker means while a lesson is presented; otherwise what it always means.
Command while_walking(Command command) {
  switch (command) {
    case Command::step:
    case Command::next_page: return Command::next_stop;
    case Command::step_back:
    case Command::previous_page: return Command::previous_stop;
    default: return command;
  }
}

void toggle_beside(UiContext& context) {
  if (context.stage.beside() != nullptr) {
    context.stage.remove_beside();
  } else {
    context.stage.put_beside();
  }
}

// Where no line can be compared, pinning would seem to do nothing.
void pin(UiContext& context) {
  const ReusableList<Panel>& panels = context.session.snapshot().panels;
  const bool has_lines = std::any_of(panels.begin(), panels.end(), [](const Panel& panel) {
    const auto* plane = std::get_if<Plane>(&panel.content);
    return plane != nullptr && plane->comparable;
  });
  if (has_lines) return context.session.pin();
  context.ui.notices.push_back(
      {Notice::Kind::note, "This demo draws no curves, so there is nothing to pin. A second run beside this one (B) "
                           "compares two runs."});
}

void restart_anew(UiContext& context, Restart kind, const std::string& what) {
  if (context.stage.first().demo() == nullptr) return;
  if (context.stage.offers(kind)) return context.stage.restart(kind);
  context.ui.notices.push_back({Notice::Kind::note, "Nothing about the " + what + " of this run is random: new " +
                                                        what + " would be the same."});
}

bool any_input() {
  const ImGuiIO& io = ImGui::GetIO();
  if (ImGui::IsMouseClicked(0) || io.InputQueueCharacters.Size > 0) return true;
  for (int key = ImGuiKey_NamedKey_BEGIN; key < ImGuiKey_MouseLeft; ++key) {
    if (ImGui::IsKeyPressed(static_cast<ImGuiKey>(key), false)) return true;
  }
  return false;
}

}  // namespace

std::span<const Shortcut> shortcuts() { return kShortcuts; }

const Shortcut& shortcut_of(Command command) {
  return *std::find_if(kShortcuts.begin(), kShortcuts.end(),
                       [command](const Shortcut& shortcut) { return shortcut.command == command; });
}

std::vector<std::string> used_keys() {
  std::vector<std::string> names{ImGui::GetKeyName(kWalkKey)};
  for (const Shortcut& shortcut : kShortcuts) {
    if (shortcut.when == When::presenting || shortcut.key.with_control) continue;
    const Key& key = shortcut.key;
    names.push_back(key.character != 0 ? std::string(1, key.character) : ImGui::GetKeyName(key.code));
  }
  return names;
}

std::string tooltip_of(Command command) {
  const Shortcut& shortcut = shortcut_of(command);
  return std::string(shortcut.description) + "  (" + shortcut.keys + ")";
}

bool is_offered(Command command, const UiContext& context) {
  if (context.stage.first().demo() == nullptr) return true;
  if (command == Command::new_start) return context.stage.offers(Restart::new_start);
  if (command == Command::new_data) return context.stage.offers(Restart::new_data);
  return true;
}

void play_or_pause(Stage& stage) {
  if (stage.playing()) return stage.pause();
  const auto ended = [](const Session* session) {
    const RunStatus status = session != nullptr ? session->snapshot().status : RunStatus::finished;
    return status == RunStatus::finished || status == RunStatus::diverged;
  };
  if (ended(&stage.first()) && ended(stage.beside())) stage.restart(Restart::same_start);
  stage.play();
}

void perform(Command command, UiContext& context) {
  Session& session = context.session;
  Stage& stage = context.stage;
  UiState& ui = context.ui;
  switch (command) {
    case Command::play_pause: play_or_pause(stage); break;
    case Command::step: stage.step(1); break;
    case Command::step_back: stage.step_back(); break;
    case Command::same_start: stage.restart(Restart::same_start); break;
    case Command::new_start: restart_anew(context, Restart::new_start, "start"); break;
    case Command::new_data: restart_anew(context, Restart::new_data, "data"); break;
    case Command::undo: session.undo(); break;
    case Command::redo: session.redo(); break;
    case Command::pin:
      if (session.demo() != nullptr) pin(context);
      break;
    case Command::beside: toggle_beside(context); break;
    case Command::share: ui.share_open = stage.first().demo() != nullptr && !ui.share_open; break;
    case Command::present: context.requests.toggle_presenting = true; break;
    case Command::next_page: turn_page(context, 1); break;
    case Command::previous_page: turn_page(context, -1); break;
    case Command::next_stop: turn_stop(context, 1); break;
    case Command::previous_stop: turn_stop(context, -1); break;
    case Command::lesson: toggle_lesson(context); break;
    case Command::blank: ui.blank = true; break;
    case Command::maximise: toggle_maximised(context); break;
    case Command::help: ui.help_open = !ui.help_open; break;
    case Command::theme: context.requests.toggle_theme = true; break;
    case Command::larger: context.requests.scale_steps = 1; break;
    case Command::smaller: context.requests.scale_steps = -1; break;
    case Command::home: context.requests.go_home = stage.first().demo() != nullptr && !context.embedded; break;
    case Command::demos:
      if (stage.first().demo() != nullptr && !context.embedded)
        ui.drawer = ui.drawer == Drawer::demos ? Drawer::none : Drawer::demos;
      break;
    case Command::controls: toggle_side(context, ui.controls_open, Drawer::controls); break;
    case Command::search:
      if (context.embedded) break;
      if (stage.first().demo() != nullptr) ui.drawer = Drawer::demos;
      ui.search_wanted = true;
      break;
    case Command::leave: leave(context); break;
  }
}

void take_shortcuts(UiContext& context) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.WantTextInput || context.fields.any_open()) return;
  // While the keyboard moves among the controls, arrows and space belong to the control in focus.
  const bool navigating = io.NavVisible && ImGui::IsAnyItemFocused();
  if (shown_preview(context.stage) != nullptr) return;  // its keys are its own
  if (context.ui.blank) {
    if (any_input()) context.ui.blank = false;
    return;
  }
  const bool walks = context.ui.presenting && context.regions.lesson.width > 0 && context.lesson.walking();
  for (const Shortcut& shortcut : kShortcuts) {
    const bool needed_by_control = shortcut.key.code == ImGuiKey_Space || shortcut.key.code == ImGuiKey_RightArrow ||
                                   shortcut.key.code == ImGuiKey_LeftArrow;
    if (navigating && needed_by_control) continue;
    if (was_pressed(shortcut, context.ui.presenting))
      perform(walks ? while_walking(shortcut.command) : shortcut.command, context);
  }
}

}  // namespace lectern
