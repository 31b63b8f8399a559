#include "web/ui/lesson_card.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/lab/text.h"
#include "web/ui/lesson_editor.h"
#include "web/ui/touch_scroll.h"
#include "web/ui/widgets.h"
#include "web/views/drawing.h"

namespace lectern {

namespace {

constexpr int kMostDots = 16;  // with more stops, numbers take their place

constexpr ImGuiWindowFlags kFixed = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                    ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                                    ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;

// Where the item drawn last stands, for scripts.
void gap(const UiContext& context, float height) { ImGui::Dummy(ImVec2(0, context.theme.px(height))); }

void draw_paragraphs(const UiContext& context, ImU32 color, std::string_view text, float width) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    wrapped_text(context.theme.fonts.text, color, text.substr(0, end), width);
    text.remove_prefix(std::min(end + 2, text.size()));
    if (!text.empty()) gap(context, 2);
  }
}

// ---- Question --------------------------------------------------------------------------------------

enum class AnswerLook { open, chosen, chosen_right, chosen_wrong, right, other };

AnswerLook look_of(const LessonQuestion& question, std::optional<std::size_t> chosen, std::size_t index) {
  if (!chosen) return AnswerLook::open;
  const bool judged = std::any_of(question.answers.begin(), question.answers.end(),
                                  [](const LessonAnswer& answer) { return answer.right; });
  const bool right = question.answers[index].right;
  if (*chosen == index) {
    return !judged ? AnswerLook::chosen : right ? AnswerLook::chosen_right : AnswerLook::chosen_wrong;
  }
  return right ? AnswerLook::right : AnswerLook::other;
}

struct AnswerColors {
  ImU32 fill, edge, text;
};

AnswerColors colors_of(const Theme& theme, AnswerLook look, bool lively) {
  switch (look) {
    case AnswerLook::chosen: return {faded(theme.accent, 0.14f), theme.accent, theme.text};
    case AnswerLook::chosen_right: return {faded(theme.good, 0.16f), theme.good, theme.text};
    case AnswerLook::chosen_wrong: return {faded(theme.bad, 0.14f), theme.bad, theme.text};
    case AnswerLook::right: return {0, theme.good, theme.text};
    case AnswerLook::other: return {0, theme.border, lively ? theme.text : theme.muted};
    case AnswerLook::open: break;
  }
  return {lively ? theme.hovered : theme.raised, lively ? theme.accent : theme.border, theme.text};
}

void draw_mark(const UiContext& context, AnswerLook look, std::size_t index, ImVec2 centre) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (look == AnswerLook::chosen_right || look == AnswerLook::right) {
    draw_icon(list, Icon::check, centre, theme.px(13), theme.good);
  } else if (look == AnswerLook::chosen_wrong) {
    draw_icon(list, Icon::close, centre, theme.px(11), theme.bad);
  } else {
    const char letter[] = {static_cast<char>('A' + index), '\0'};
    const ImVec2 size = ImGui::CalcTextSize(letter);
    list.AddText(ImVec2(centre.x - size.x / 2, centre.y - size.y / 2),
                 look == AnswerLook::open || look == AnswerLook::chosen ? theme.accent : theme.muted, letter);
  }
}

// A button as wide as the card with an answer in it; whether it was pressed.
bool draw_answer(UiContext& context, const LessonAnswer& answer, std::size_t index, AnswerLook look, float width) {
  const Theme& theme = context.theme;
  const float pad = theme.px(8), mark = theme.px(20);
  std::string words = answer.text;
  break_at_blanks(*theme.fonts.text, words, width - 2 * pad - mark);
  const float wrap = width - 2 * pad - mark + 1;
  const ImVec2 text = ImGui::CalcTextSize(words.c_str(), nullptr, false, wrap);
  const float height = std::max(text.y + 2 * theme.px(6), theme.px(context.narrow || context.touch ? 44 : 32));
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high(low.x + width, low.y + height);
  const std::string id = "answer " + std::to_string(index + 1);
  const bool pressed = ImGui::InvisibleButton(id.c_str(), ImVec2(width, height));
  context.ui.card_places[id] = last_item_box();
  const bool focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
  const AnswerColors colors = colors_of(theme, look, ImGui::IsItemHovered() || focused);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (colors.fill != 0) list.AddRectFilled(low, high, colors.fill, theme.px(7));
  list.AddRect(low, high, colors.edge, theme.px(7), 0, focused ? theme.px(2) : 1);
  draw_mark(context, look, index, ImVec2(low.x + pad + mark / 2 - theme.px(3), low.y + height / 2));
  list.AddText(theme.fonts.text, ImGui::GetFontSize(), ImVec2(low.x + pad + mark, low.y + (height - text.y) / 2),
               colors.text, words.c_str(), nullptr, wrap);
  ImGui::SetCursorScreenPos(ImVec2(low.x, high.y + theme.px(6)));
  return pressed;
}

void draw_question(UiContext& context, float width) {
  const LessonQuestion& question = context.lesson.stop().question;
  if (question.text.empty()) return;
  const Theme& theme = context.theme;
  gap(context, 6);
  wrapped_text(theme.fonts.strong, theme.text, question.text, width);
  gap(context, 2);
  for (std::size_t i = 0; i < question.answers.size(); ++i) {
    const AnswerLook look = look_of(question, context.lesson.answer(), i);
    if (draw_answer(context, question.answers[i], i, look, width)) context.lesson.choose(i);
  }
  const std::optional<std::size_t> chosen = context.lesson.answer();
  if (!chosen) return;
  gap(context, 1);
  if (*chosen < question.answers.size()) draw_paragraphs(context, theme.text, question.answers[*chosen].reveal, width);
  draw_paragraphs(context, theme.text, question.reveal, width);
}

// ---- Stop ------------------------------------------------------------------------------------------

void draw_go_button(UiContext& context, float width) {
  LessonGuide& lesson = context.lesson;
  const bool starts = !lesson.walking(), elsewhere = lesson.is_elsewhere(context.stage);
  if (!starts && !elsewhere) return;
  const char* label = starts ? "Start the lesson" : lesson.stop().plays ? "Play this stop" : "Go to this stop";
  gap(context, 4);
  if (text_button(context.theme, label, {.primary = true, .touch = context.narrow || context.touch}))
    lesson.walk_to(lesson.at(), context.stage);
  context.ui.card_places["go"] = last_item_box();
  explain(context.theme, "Puts the run into the state that this stop is about. Undo (Ctrl Z) brings your own back.");
  if (starts && elsewhere)
    wrapped_text(context.theme.fonts.small, context.theme.muted, "The picture shows another state until then.", width);
  if (starts || width < context.theme.px(250)) return;
  ImGui::SameLine(0, context.theme.px(8));
  const float low = ImGui::GetCursorPosY() + context.theme.px(context.narrow ? 14 : 7);
  ImGui::SetCursorPosY(low);
  fitted_text(context.theme, context.theme.fonts.small, context.theme.muted, "or stay where you are",
              width - ImGui::GetItemRectSize().x - context.theme.px(8));
}

void draw_stop(UiContext& context, float width) {
  const Theme& theme = context.theme;
  const LessonStop& stop = context.lesson.stop();
  if (!context.narrow) {  // there it stands in the head
    wrapped_text(theme.fonts.heading, theme.text, stop.title, width);
    gap(context, 1);
  }
  draw_paragraphs(context, theme.text, stop.text, width);
  draw_go_button(context, width);
  draw_question(context, width);
}

void draw_sources(UiContext& context, float width) {
  const ExperimentInfo* demo = context.stage.first().demo();
  if (demo == nullptr || demo->sources.empty()) return;
  const Theme& theme = context.theme;
  gap(context, 10);
  wrapped_text(theme.fonts.small, theme.muted, "Sources", width);
  for (const std::string& source : demo->sources) wrapped_text(theme.fonts.small, theme.muted, source, width);
}

// In place of a lesson that is not there.
void draw_about(UiContext& context, float width) {
  const Theme& theme = context.theme;
  const ExperimentInfo* demo = context.stage.first().demo();
  if (demo == nullptr) return;
  wrapped_text(theme.fonts.heading, theme.text, demo->title, width);
  gap(context, 1);
  wrapped_text(theme.fonts.text, theme.text, demo->summary, width);
  gap(context, 4);
  if (context.lesson.state() == LessonGuide::State::missing)
    wrapped_text(theme.fonts.small, theme.muted, context.lesson.problem(), width);
}

// ---- Frame -----------------------------------------------------------------------------------------

void draw_menu(UiContext& context) {
  const Theme& theme = context.theme;
  LessonGuide& lesson = context.lesson;
  const bool touch = context.narrow || context.touch;
  if (icon_button(theme, "lesson menu", Icon::more, "Lessons of your own", {.quiet = !touch, .touch = touch}))
    ImGui::OpenPopup("lesson menu");
  context.ui.card_places["menu"] = last_item_box();
  if (!ImGui::BeginPopup("lesson menu")) return;
  const auto entry = [&](const char* label) {
    ImGui::PushStyleVar(ImGuiStyleVar_SelectableTextAlign, ImVec2(0, 0.5f));
    const bool used = ImGui::Selectable(label, false, 0, ImVec2(theme.px(210), row_height(theme, touch)));
    ImGui::PopStyleVar();
    context.ui.card_places[label] = last_item_box();
    return used;
  };
  if (entry("Write a new lesson")) {
    lesson.begin_own(context.stage);
    context.ui.editing_lesson = true;
  }
  if (lesson.has_stops() && entry("Change this lesson")) context.ui.editing_lesson = true;
  if (entry("Open a lesson's file…")) context.requests.pick_files = ".md";
  if (lesson.has_stops() && entry("Save this lesson's file")) save_lesson(context);
  ImGui::EndPopup();
}

// The lesson's title, where there is little room the stop's, and the buttons at the right end.
void draw_head(UiContext& context, float width) {
  const Theme& theme = context.theme;
  LessonGuide& lesson = context.lesson;
  const bool touch = context.narrow || context.touch;
  const float side = theme.px(touch ? 44 : 24);
  const bool editing = context.ui.editing_lesson;
  const bool leaves = editing || context.narrow || lesson.walking();
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float buttons = (leaves ? 2 : 1) * side;
  std::string title = editing ? "Your lesson" : lesson.has_stops() ? lesson.lesson().title : "About this demo";
  const bool of_stop = context.narrow && !editing && lesson.has_stops();
  if (of_stop) title = lesson.stop().title;
  ImFont* font = of_stop ? theme.fonts.strong : theme.fonts.small;
  ImGui::SetCursorScreenPos(ImVec2(low.x, low.y + (side - font->FontSize) / 2));
  fitted_text(theme, font, of_stop ? theme.text : theme.muted, title, width - buttons - theme.px(6));
  ImGui::SetCursorScreenPos(ImVec2(low.x + width - buttons, low.y));
  draw_menu(context);
  if (leaves) {
    ImGui::SetCursorScreenPos(ImVec2(low.x + width - side, low.y));
    const char* tooltip = editing ? "Done" : context.narrow ? "Fold" : "Leave the lesson: show all panels and controls";
    const Icon icon = editing ? Icon::check : context.narrow ? Icon::chevron_down : Icon::close;
    if (icon_button(theme, "leave lesson", icon, tooltip, {.quiet = !touch, .touch = touch})) {
      if (editing) {
        context.ui.editing_lesson = false;
      } else if (context.narrow) {
        context.ui.card_unfolded = false;
      } else {
        lesson.leave();
      }
    }
    context.ui.card_places["leave"] = last_item_box();
  }
  ImGui::SetCursorScreenPos(ImVec2(low.x, low.y + side + theme.px(2)));
}

void draw_dots(UiContext& context, const Box& box) {
  const Theme& theme = context.theme;
  LessonGuide& lesson = context.lesson;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float middle = box.y + box.height / 2;
  if (lesson.count() > kMostDots) {
    const std::string text = std::to_string(lesson.at() + 1) + " / " + std::to_string(lesson.count());
    const ImVec2 size = ImGui::CalcTextSize(text.c_str());
    list.AddText(ImVec2(box.x + (box.width - size.x) / 2, middle - size.y / 2), theme.muted, text.c_str());
    return;
  }
  const float pitch = std::min(theme.px(context.narrow ? 24 : 17), box.width / static_cast<float>(lesson.count()));
  float x = box.x + (box.width - pitch * static_cast<float>(lesson.count())) / 2;
  for (int i = 0; i < lesson.count(); ++i, x += pitch) {
    ImGui::SetCursorScreenPos(ImVec2(x, box.y));
    const std::string id = "stop " + std::to_string(i + 1);
    if (ImGui::InvisibleButton(id.c_str(), ImVec2(pitch, box.height))) lesson.walk_to(i, context.stage);
    context.ui.card_places[id] = last_item_box();
    const bool here = i == lesson.at();
    const bool lively = ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible);
    explain(theme, std::to_string(i + 1) + "  " + lesson.lesson().stops[static_cast<std::size_t>(i)].title);
    const float radius = std::min(theme.px(here ? 5 : lively ? 4.5f : 3.5f), 0.45f * pitch);
    const ImU32 color = here ? theme.accent : lively ? theme.muted : theme.faint;
    list.AddCircleFilled(ImVec2(x + pitch / 2, middle), radius, color);
  }
}

// Back, dots, next.
void draw_foot(UiContext& context, float width) {
  const Theme& theme = context.theme;
  LessonGuide& lesson = context.lesson;
  const bool touch = context.narrow || context.touch;
  const float height = theme.px(touch ? 44 : 30);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const bool first = lesson.at() == 0, last = lesson.at() + 1 >= lesson.count();
  if (text_button(theme, "Back", {.enabled = !first, .touch = touch})) lesson.back(context.stage);
  context.ui.card_places["back"] = last_item_box();
  const float left = ImGui::GetItemRectMax().x;
  const float next = ImGui::CalcTextSize("Next").x + theme.px(24);
  draw_dots(context, {left, low.y, low.x + width - next - left, height});
  ImGui::SetCursorScreenPos(ImVec2(low.x + width - next, low.y));
  if (text_button(theme, "Next", {.enabled = !last, .primary = lesson.walking() && !last, .touch = touch}))
    lesson.next(context.stage);
  context.ui.card_places["next"] = last_item_box();
}

// On narrow screens: the stop's number and title, and the way on.
void draw_line(UiContext& context, const Box& box) {
  const Theme& theme = context.theme;
  LessonGuide& lesson = context.lesson;
  const bool walks = lesson.has_stops();
  const float side = walks ? theme.px(48) : 0;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
  if (ImGui::InvisibleButton("unfold", ImVec2(box.width - side, box.height))) context.ui.card_unfolded = true;
  context.ui.card_places["unfold"] = last_item_box();
  const float middle = box.y + box.height / 2;
  const ImVec2 sign(box.x + theme.px(18), middle);
  list.AddTriangleFilled(ImVec2(sign.x - theme.px(5), sign.y + theme.px(3)),
                         ImVec2(sign.x + theme.px(5), sign.y + theme.px(3)), ImVec2(sign.x, sign.y - theme.px(4)),
                         theme.accent);
  std::string text = "About this demo";
  if (walks) {
    text = std::to_string(lesson.at() + 1) + "/" + std::to_string(lesson.count()) + "  " + lesson.stop().title;
    if (!lesson.walking()) text = "Lesson: " + lesson.lesson().title;
  }
  const float room = box.width - side - theme.px(42);
  ImFont* font = text_width(*theme.fonts.strong, text) <= room ? theme.fonts.strong : theme.fonts.small;
  ImGui::SetCursorScreenPos(ImVec2(box.x + theme.px(34), middle - line_height(*font) / 2));
  fitted_text(theme, font, theme.text, text, room);
  if (!walks) return;
  const bool last = lesson.at() + 1 >= lesson.count();
  ImGui::SetCursorScreenPos(ImVec2(box.right() - theme.px(46), box.y));
  const ButtonLook look{.enabled = !last || !lesson.walking(), .touch = true};
  if (icon_button(theme, "next stop", Icon::chevron_right, "", look))
    lesson.walk_to(lesson.walking() ? lesson.at() + 1 : lesson.at(), context.stage);
  context.ui.card_places["next"] = last_item_box();
}

void draw_whole(UiContext& context, const Box& box) {
  const Theme& theme = context.theme;
  LessonGuide& lesson = context.lesson;
  const bool touch = context.narrow || context.touch;
  const float pad = theme.px(14), width = box.width - 2 * pad;
  ImGui::SetCursorScreenPos(ImVec2(box.x + pad, box.y + theme.px(context.narrow ? 2 : 10)));
  draw_head(context, width);
  const bool editing = context.ui.editing_lesson;
  const float foot = lesson.has_stops() ? theme.px(touch ? 44 : 30) + theme.px(18) : theme.px(6);
  const float top = ImGui::GetCursorScreenPos().y;
  ImGui::PushStyleColor(ImGuiCol_ChildBg, 0);
  // Each stop begins at its top.
  const std::string id = "stop " + std::to_string(lesson.at()) + (editing ? "edited" : "");
  if (ImGui::BeginChild(id.c_str(), ImVec2(box.width - pad, box.bottom() - foot - top))) {
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(theme.px(8), theme.px(4)));
    const float inner = width - theme.px(4);
    if (editing) {
      draw_lesson_editor(context, inner);
    } else if (lesson.has_stops()) {
      draw_stop(context, inner);
    } else {
      draw_about(context, inner);
    }
    if (!editing && (!lesson.has_stops() || lesson.at() + 1 == lesson.count())) draw_sources(context, inner);
    ImGui::PopStyleVar();
    scroll_by_finger();
  }
  ImGui::EndChild();
  ImGui::PopStyleColor();
  if (!lesson.has_stops()) return;
  const float line = box.bottom() - foot + theme.px(4);
  ImGui::GetWindowDrawList()->AddLine(ImVec2(box.x + pad, line), ImVec2(box.right() - pad, line), theme.border);
  ImGui::SetCursorScreenPos(ImVec2(box.x + pad, line + theme.px(6)));
  draw_foot(context, width);
}

}  // namespace

void draw_lesson_card(UiContext& context, const Box& box) {
  const Theme& theme = context.theme;
  ImGui::SetNextWindowPos(ImVec2(box.x, box.y));
  ImGui::SetNextWindowSize(ImVec2(box.width, box.height));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  const bool over = context.narrow && context.ui.card_unfolded;
  // Unfolded, it lies over the panels; folded, beside them.
  ImGui::Begin(over ? "Lesson over the panels" : "Lesson", nullptr,
               kFixed | (over ? 0 : ImGuiWindowFlags_NoBringToFrontOnFocus));
  ImGui::PopStyleVar(2);
  context.ui.card_places.clear();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (context.narrow) {
    list.AddLine(ImVec2(box.x, box.y), ImVec2(box.right(), box.y), theme.border);
  } else {
    list.AddLine(ImVec2(box.right() - 1, box.y), ImVec2(box.right() - 1, box.bottom()), theme.border);
  }
  if (context.narrow && !context.ui.card_unfolded) {
    draw_line(context, box);
  } else {
    draw_whole(context, box);
  }
  ImGui::End();
}

}  // namespace lectern
