#include "web/ui/commands.h"

#include <algorithm>
#include <array>

namespace lectern {

namespace {

constexpr std::array kShortcuts{
    Shortcut{Command::play_pause, Key{ImGuiKey_Space}, "Space", "Run or pause", "Run or pause"},
    Shortcut{Command::step, Key{ImGuiKey_RightArrow}, "→", "One step", "One step"},
    Shortcut{Command::same_start, Key{ImGuiKey_R}, "R", "Back to the same start", "Same start"},
    Shortcut{Command::new_start, Key{ImGuiKey_N}, "N", "New start: other random initial values, same data",
             "New start"},
    Shortcut{Command::new_data, Key{ImGuiKey_D}, "D", "New data: another sample, same initial values", "New data"},
    Shortcut{Command::undo, Key{ImGuiKey_Z, true}, "Ctrl Z", "Undo the last change of a parameter", "Undo"},
    Shortcut{Command::redo, Key{ImGuiKey_Y, true}, "Ctrl Y", "Redo", "Redo"},
    Shortcut{Command::share, Key{ImGuiKey_S}, "S", "Share this state by link", "Share…"},
    Shortcut{Command::maximise, Key{ImGuiKey_F}, "F", "Enlarge the main picture, or back to all panels",
             "Enlarge the main picture"},
    Shortcut{Command::theme, Key{ImGuiKey_T}, "T", "Light or dark", "Light or dark"},
    Shortcut{Command::larger, Key{'+'}, "+", "Larger interface", "Larger interface"},
    Shortcut{Command::smaller, Key{'-'}, "−", "Smaller interface", "Smaller interface"},
    Shortcut{Command::search, Key{'/'}, "/", "Search the demos", "Search"},
    Shortcut{Command::demos, Key{ImGuiKey_L}, "L", "Show or hide the list of lectures", "Lectures"},
    Shortcut{Command::controls, Key{ImGuiKey_C}, "C", "Show or hide the controls", "Controls"},
    Shortcut{Command::help, Key{'?'}, "?", "This list of keys", "Keys"},
    Shortcut{Command::leave, Key{ImGuiKey_Escape}, "Esc", "Close what is open", "Close"},
};

// Signs are found by the character typed, wherever a keyboard has them; the others by their key.
bool was_pressed(const Key& key) {
  const ImGuiIO& io = ImGui::GetIO();
  if (key.character != 0) return io.InputQueueCharacters.contains(static_cast<ImWchar>(key.character));
  return (io.KeyCtrl || io.KeySuper) == key.with_control && !io.KeyAlt &&
         ImGui::IsKeyPressed(key.code, key.code == ImGuiKey_RightArrow);
}

void leave(UiState& ui) {
  if (ui.share_open || ui.help_open) {
    ui.share_open = ui.help_open = false;
  } else if (ui.drawer != Drawer::none) {
    ui.drawer = Drawer::none;
  } else {
    ui.maximised.clear();
  }
}

// A run that has come to its end plays again from its start.
void play_or_pause(Session& session) {
  if (session.playing()) return session.pause();
  const RunStatus status = session.snapshot().status;
  if (status == RunStatus::finished || status == RunStatus::diverged) session.restart(Restart::same_start);
  session.play();
}

void toggle_side(Desk& desk, bool& open, Drawer drawer) {
  if (desk.narrow) {
    desk.ui.drawer = desk.ui.drawer == drawer ? Drawer::none : drawer;
  } else {
    open = !open;
  }
}

void toggle_maximised(Desk& desk) {
  if (!desk.ui.maximised.empty()) {
    desk.ui.maximised.clear();
  } else if (const Panel* panel = main_panel(desk.session.snapshot())) {
    desk.ui.maximised = panel->id;
  }
}

}  // namespace

std::span<const Shortcut> shortcuts() { return kShortcuts; }

const Shortcut& shortcut_of(Command command) {
  return *std::find_if(kShortcuts.begin(), kShortcuts.end(),
                       [command](const Shortcut& shortcut) { return shortcut.command == command; });
}

std::string tooltip_of(Command command) {
  const Shortcut& shortcut = shortcut_of(command);
  return std::string(shortcut.description) + "  (" + shortcut.keys + ")";
}

void perform(Command command, Desk& desk) {
  Session& session = desk.session;
  UiState& ui = desk.ui;
  switch (command) {
    case Command::play_pause: play_or_pause(session); break;
    case Command::step: session.step(1); break;
    case Command::same_start: session.restart(Restart::same_start); break;
    case Command::new_start: session.restart(Restart::new_start); break;
    case Command::new_data: session.restart(Restart::new_data); break;
    case Command::undo: session.undo(); break;
    case Command::redo: session.redo(); break;
    case Command::share: ui.share_open = session.demo() != nullptr && !ui.share_open; break;
    case Command::maximise: toggle_maximised(desk); break;
    case Command::help: ui.help_open = !ui.help_open; break;
    case Command::theme: desk.wishes.toggle_theme = true; break;
    case Command::larger: desk.wishes.scale_steps = 1; break;
    case Command::smaller: desk.wishes.scale_steps = -1; break;
    case Command::demos: toggle_side(desk, ui.demos_open, Drawer::demos); break;
    case Command::controls: toggle_side(desk, ui.controls_open, Drawer::controls); break;
    case Command::search:
      ui.demos_open = true;
      if (desk.narrow) ui.drawer = Drawer::demos;
      ui.search_wanted = true;
      break;
    case Command::leave: leave(ui); break;
  }
}

void take_shortcuts(Desk& desk) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.WantTextInput || desk.fields.any_open()) return;
  // While the keyboard moves among the controls, arrows and space belong to the control in focus.
  const bool navigating = io.NavVisible && ImGui::IsAnyItemFocused();
  for (const Shortcut& shortcut : kShortcuts) {
    const bool needed_by_control = shortcut.key.code == ImGuiKey_Space || shortcut.key.code == ImGuiKey_RightArrow;
    if (navigating && needed_by_control) continue;
    if (was_pressed(shortcut.key)) perform(shortcut.command, desk);
  }
}

const Panel* main_panel(const Snapshot& snapshot) {
  const Panel* heaviest = nullptr;
  for (const Panel& panel : snapshot.panels) {
    if (heaviest == nullptr || panel.weight > heaviest->weight) heaviest = &panel;
  }
  return heaviest;
}

}  // namespace lectern
