#pragma once

#include <imgui.h>

namespace lectern {

// Signs drawn from lines, so that none depends on a font.
enum class Icon {
  play,
  pause,
  step,
  step_back,
  restart,
  new_start,
  new_data,
  undo,
  redo,
  share,
  sun,
  moon,
  text_size,
  maximise,
  restore,
  help,
  home,
  menu,
  close,
  search,
  picture,
  numbers,
  sound,
  reset,
  chevron_right,
  chevron_down,
  plus,
  minus,
  sliders,
  copy,
  threads,
  more,
  check,
  warning,
  link,
  pin,
  beside,
  present
};

// Draws an icon of `size` screen pixels around `centre`.
void draw_icon(ImDrawList& list, Icon icon, ImVec2 centre, float size, ImU32 color);

}  // namespace lectern
