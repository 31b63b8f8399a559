#include "web/ui/lesson_editor.h"

#include <algorithm>
#include <string>

#include "core/lab/text.h"
#include "web/model/lesson_choices.h"
#include "web/ui/lesson_choice_list.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

std::string with_blanks_for(std::string_view ends_of_lines, std::string_view typed) {
  std::string text(typed);
  for (char& c : text)
    if (ends_of_lines.find(c) != std::string_view::npos) c = ' ';
  return text;
}

// Each line that was typed becomes a paragraph.
std::string paragraphs(std::string_view typed) {
  const std::string lines = with_blanks_for("\r", typed);
  std::string text;
  for (const std::string_view line : split(lines, '\n')) {
    if (trimmed(line).empty()) continue;
    if (!text.empty()) text += "\n\n";
    text += trimmed(line);
  }
  return text;
}

std::string one_line(std::string_view typed) { return std::string(trimmed(with_blanks_for("\r\n", typed))); }

// A field with its name above; the text accepted in this frame.
struct Field {
  std::string key;  // of the field, within the stop
  const char* label;
  const char* placeholder = "";
  int rows = 1;
};

std::optional<std::string> draw_field(UiContext& context, const Field& field, const std::string& value, float width) {
  const Theme& theme = context.theme;
  wrapped_text(theme.fonts.small, theme.muted, field.label, width);
  const std::string key = "lesson/" + field.key;
  EditableLook look{.width = width, .touch = context.narrow, .placeholder = field.placeholder};
  look.rows = field.rows;
  if (field.rows > 1) look.kind = "lines";
  std::optional<std::string> typed = editable_text(theme, context.fields, key.c_str(), value, field.label, look);
  context.ui.card_places[field.key] = last_item_box();
  return typed;
}

bool button(UiContext& context, const char* label, ButtonLook look = {}) {
  look.touch = context.narrow;
  const bool pressed = text_button(context.theme, label, look);
  context.ui.card_places[label] = last_item_box();
  return pressed;
}

// Buttons in a row that breaks where it is full.
class ButtonRow {
 public:
  ButtonRow(UiContext& context, float width) : context_(context), right_(ImGui::GetCursorScreenPos().x + width) {}

  bool add(const char* label, const char* help, ButtonLook look = {}) {
    const float wanted = ImGui::CalcTextSize(label).x + context_.theme.px(24);
    if (!first_ && ImGui::GetItemRectMax().x + context_.theme.px(6) + wanted <= right_)
      ImGui::SameLine(0, context_.theme.px(6));
    first_ = false;
    const bool pressed = button(context_, label, look);
    explain(context_.theme, help);
    return pressed;
  }

 private:
  UiContext& context_;
  float right_;
  bool first_ = true;
};

// What the page shows most of now: the panel enlarged, or those that the stop before named.
std::vector<std::string> panels_now(const UiContext& context) {
  if (!context.ui.maximised.empty()) return {context.ui.maximised};
  return context.ui.shown_panels;
}

void draw_recording(UiContext& context, float width) {
  LessonGuide& lesson = context.lesson;
  ButtonRow row(context, width);
  const bool full = static_cast<std::size_t>(lesson.count()) >= kMaximumStops;
  if (row.add("Record a stop", "Adds a stop with the run as it is now, behind the one shown.",
              {.enabled = !full, .primary = true}))
    lesson.record(context.stage, panels_now(context));
  if (!lesson.has_stops()) return;
  if (row.add("Take this state", "The stop shown gets the run as it is now.")) {
    lesson.record_again(context.stage, panels_now(context));
  }
  if (row.add("Up", "Moves this stop before the one before it.", {.enabled = lesson.at() > 0})) lesson.move_stop(-1);
  if (row.add("Down", "Moves this stop behind the next.", {.enabled = lesson.at() + 1 < lesson.count()}))
    lesson.move_stop(1);
  if (row.add("Remove", "Takes this stop out of the lesson.")) lesson.remove_stop();
}

void draw_answers(UiContext& context, LessonQuestion& question, const std::string& stop, float width, bool& changed) {
  const Theme& theme = context.theme;
  std::vector<LessonAnswer>& answers = question.answers;
  // One more field than there are answers.
  const std::size_t fields = std::min(answers.size() + 1, kMostAnswers);
  for (std::size_t i = 0; i < fields; ++i) {
    const std::string name = stop + "answer " + std::to_string(i + 1);
    const LessonAnswer answer = i < answers.size() ? answers[i] : LessonAnswer{};
    const std::string label = "Answer " + std::to_string(i + 1);
    if (const auto typed = draw_field(context, {name, label.c_str(), "empty: no such answer"}, answer.text, width)) {
      changed = true;
      if (i >= answers.size()) answers.emplace_back();
      answers[i].text = one_line(*typed);
      if (answers[i].text.empty()) {
        answers.erase(answers.begin() + static_cast<std::ptrdiff_t>(i));
        return;
      }
    }
    if (i >= answers.size()) continue;
    if (const auto typed = draw_field(context, {name + " reveal", "is answered by", "nothing"}, answer.reveal, width)) {
      changed = true;
      answers[i].reveal = one_line(*typed);
    }
    ImGui::PushID(static_cast<int>(i));
    if (toggle(theme, "right", answers[i].right)) changed = true;
    context.ui.card_places[name + " right"] = last_item_box();
    ImGui::SameLine(0, theme.px(8));
    fitted_text(theme, theme.fonts.small, theme.muted, "is right", width - theme.px(44));
    ImGui::PopID();
  }
}

void draw_stop_fields(UiContext& context, float width) {
  LessonGuide& lesson = context.lesson;
  LessonStop stop = lesson.stop();
  const std::string at = "stop " + std::to_string(lesson.at() + 1) + " ";
  bool changed = false;
  const auto take = [&](const std::optional<std::string>& typed, std::string& target, bool many_lines) {
    if (!typed) return;
    target = many_lines ? paragraphs(*typed) : one_line(*typed);
    changed = true;
  };
  take(draw_field(context, {at + "title", "Title of the stop"}, stop.title, width), stop.title, false);
  take(draw_field(context, {at + "text", "Text, at most 60 words", "What is there to see?", 6}, stop.text, width),
       stop.text, true);
  LessonQuestion& question = stop.question;
  take(draw_field(context, {at + "question", "Question", "none", 2}, question.text, width), question.text, false);
  if (!question.text.empty()) {
    draw_answers(context, question, at, width, changed);
    take(draw_field(context, {at + "reveal", "Revealed after any answer", "nothing", 3}, question.reveal, width),
         question.reveal, false);
  } else if (changed) {
    question = {};
  }
  const Session& shown = context.stage.first();
  const ChoiceList panels{.key = at + "panels",
                          .label = "Panels to look at, the main one first",
                          .everything = "All panels",
                          .others = "",
                          .order = ChoiceOrder::of_choice};
  if (auto ticked =
          draw_choice_list(context, panels, panel_options(shown.snapshot(), stop.panels), stop.panels, width)) {
    stop.panels = std::move(*ticked);
    changed = true;
  }
  const ChoiceList controls{.key = at + "controls",
                            .label = "Controls of this stop",
                            .everything = "Those of the lesson",
                            .others = "Hidden: "};
  if (auto ticked = draw_choice_list(context, controls, control_options(shown.parameters()), stop.controls, width)) {
    stop.controls = std::move(*ticked);
    changed = true;
  }
  if (!changed) return;
  lesson.edit().stops[static_cast<std::size_t>(lesson.at())] = std::move(stop);
  lesson.edited();
}

void draw_lesson_fields(UiContext& context, float width) {
  LessonGuide& lesson = context.lesson;
  if (const auto typed = draw_field(context, {"title", "Title of the lesson"}, lesson.lesson().title, width)) {
    lesson.edit().title = one_line(*typed);
    lesson.edited();
  }
  const ChoiceList controls{.key = "controls",
                            .label = "Controls that students see",
                            .everything = "All controls",
                            .others = "Hidden: "};
  const std::vector<LessonOption> options = control_options(context.stage.first().parameters());
  if (auto ticked = draw_choice_list(context, controls, options, lesson.lesson().controls, width)) {
    lesson.edit().controls = std::move(*ticked);
    lesson.edited();
  }
}

void share_lesson(UiContext& context) {
  const Result<std::string> link = context.lesson.link();
  if (!link) {
    context.ui.lesson_message = link.error();
    return;
  }
  context.requests.copy = platform::page_address() + *link;
  context.ui.lesson_message = "The link is copied.";
}

void draw_sharing(UiContext& context, float width) {
  const Theme& theme = context.theme;
  const LessonGuide& lesson = context.lesson;
  ButtonRow row(context, width);
  if (row.add("Copy the link", "A link that holds the whole lesson.")) share_lesson(context);
  if (row.add("Save the file", "Whoever drops the file on this page walks your lesson.")) save_lesson(context);
  if (!context.ui.lesson_message.empty())
    wrapped_text(theme.fonts.small, theme.muted, context.ui.lesson_message, width);
  for (const std::string& mistake : lesson.mistakes()) wrapped_text(theme.fonts.small, theme.bad, mistake, width);
}

}  // namespace

void draw_lesson_editor(UiContext& context, float width) {
  const Theme& theme = context.theme;
  const auto line = [&] {
    ImGui::Dummy(ImVec2(0, theme.px(3)));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::GetWindowDrawList()->AddLine(at, ImVec2(at.x + width, at.y), theme.border);
    ImGui::Dummy(ImVec2(0, theme.px(5)));
  };
  draw_recording(context, width);
  if (!context.lesson.has_stops()) {
    wrapped_text(
        theme.fonts.small, theme.muted,
        "Bring the run to what you want to show, then record it. Each stop can be given a text and a question.", width);
  } else {
    line();
    draw_stop_fields(context, width);
  }
  line();
  draw_lesson_fields(context, width);
  if (!context.lesson.has_stops()) return;
  line();
  draw_sharing(context, width);
}

void save_lesson(UiContext& context) {
  context.requests.downloads.push_back({context.lesson.file_name(), "text/markdown", context.lesson.file_text()});
}

}  // namespace lectern
