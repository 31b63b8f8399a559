#include "web/ui/controls_panel.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "core/lab/text.h"
#include "web/model/carried_data.h"
#include "web/ui/data_menu.h"
#include "web/ui/network_menu.h"
#include "web/ui/parameter_scale.h"
#include "web/ui/side_panel.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

// One control being drawn.
struct Control {
  UiContext& context;
  const ParameterSpec& spec;
  float width;

  const Theme& theme() const { return context.theme; }
  const ParameterSet& values() const { return context.session.parameters(); }
  void set(const ParameterValue& value) const { tell(context.session.set_parameter(spec.id, value)); }
  void set_at_once(const ParameterValue& value) const {
    context.session.finish_gesture();
    set(value);
    context.session.finish_gesture();
  }
  void take_typed(std::string_view text) const {
    context.session.finish_gesture();
    tell(context.session.set_parameter_text(spec.id, text));
    context.session.finish_gesture();
  }

 private:
  void tell(const Result<bool>& done) const {
    if (!done) context.ui.notices.push_back({Notice::Kind::problem, done.error()});
  }
};

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

// "1e-06" as "1e-6".
std::string compact_exponent(std::string text) {
  const std::size_t at = text.find('e');
  if (at == std::string::npos) return text;
  const std::size_t digits = text.find_first_of("123456789", at);
  const std::size_t first = at + (text[at + 1] == '-' || text[at + 1] == '+' ? 2 : 1);
  if (digits != std::string::npos && digits > first) text.erase(first, digits - first);
  return text;
}

std::string help_text(const ParameterSpec& spec) {
  std::string text = spec.help;
  if (!text.empty()) text += '\n';
  if (spec.kind == ParameterKind::integer || spec.kind == ParameterKind::real ||
      spec.kind == ParameterKind::integer_list) {
    text.append("From ").append(number_text(spec.minimum)).append(" to ").append(number_text(spec.maximum));
    if (!spec.unit.empty()) text.append(" ").append(spec.unit);
    if (spec.kind == ParameterKind::integer_list) {
      text.append(", at most ").append(std::to_string(spec.maximum_length)).append(" numbers");
    }
    text.append(".\n");
  }
  text +=
      spec.effect == ParameterEffect::live ? "Applies at once, also while running." : "A change starts the run anew.";
  return text;
}

void draw_reset(const Control& control) {
  if (control.values().is_default(control.spec.id)) return;
  ImGui::SameLine(0, control.theme().px(2));
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() - control.theme().px(3));
  const std::string tooltip = "Back to the default: " + value_text(control.spec, default_value(control.spec));
  if (icon_button(control.theme(), "reset", Icon::reset, tooltip.c_str(), {.quiet = true})) {
    control.context.session.reset_parameter(control.spec.id);
  }
}

// The label with its help; a small ring marks parameters that start the run anew.
void draw_label(const Control& control, float width) {
  const Theme& theme = control.theme();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::BeginGroup();
  float used = 0;
  if (control.spec.effect == ParameterEffect::restart) {
    const float y = at.y + ImGui::GetTextLineHeight() / 2 + theme.px(1);
    ImGui::GetWindowDrawList()->AddCircle(ImVec2(at.x + theme.px(3), y), theme.px(2.5f), theme.faint, 0,
                                          theme.px(1.2f));
    used = theme.px(11);
    ImGui::Dummy(ImVec2(used, 1));
    ImGui::SameLine(0, 0);
  }
  fitted_text(theme, theme.fonts.text, theme.text, control.spec.label, width - used);
  ImGui::EndGroup();
  explain(theme, help_text(control.spec));
  draw_reset(control);
}

void draw_number(const Control& control) {
  const Theme& theme = control.theme();
  const ParameterSpec& spec = control.spec;
  const ImVec2 start = ImGui::GetCursorPos();
  std::string shown = compact_exponent(control.values().text_of(spec.id));
  if (!spec.unit.empty() && shown.size() <= 6) shown.append(" ").append(spec.unit);
  const float field = std::max(theme.px(44), ImGui::CalcTextSize(shown.c_str()).x + theme.px(12));
  draw_label(control, control.width - field - (control.values().is_default(spec.id) ? 0 : theme.px(28)));
  ImGui::SetCursorPos(ImVec2(start.x + control.width - field, start.y - theme.px(control.context.narrow ? 11 : 3)));
  const EditableLook look{.width = field,
                          .align_right = true,
                          .framed = false,
                          .touch = control.context.narrow,
                          .kind = spec.minimum < 0 ? "signed number" : "number"};
  const std::string key = "controls/" + spec.id;
  const auto typed = editable_text(theme, control.context.fields, key.c_str(), shown, spec.label, look);
  explain(theme, "Tap to type a value");
  if (typed) {
    const std::string_view number = trimmed(*typed);  // without its unit
    control.take_typed(std::string(number.substr(0, number.find(' '))));
  }

  ImGui::SetCursorPos(ImVec2(start.x, start.y + theme.px(control.context.narrow ? 34 : 22)));
  const double value =
      spec.kind == ParameterKind::integer ? control.values().integer(spec.id) : control.values().real(spec.id);
  float t = slider_position(spec, value);
  const SliderResult moved = slider(theme, "slider", t, slider_key_step(spec), control.width, control.context.narrow);
  if (moved.changed) control.set(slider_value(spec, t));
  if (moved.released) control.context.session.finish_gesture();
}

void draw_switch(const Control& control) {
  const Theme& theme = control.theme();
  const ImVec2 start = ImGui::GetCursorPos();
  draw_label(control, control.width - theme.px(66));
  ImGui::SetCursorPos(ImVec2(start.x + control.width - theme.px(36), start.y));
  bool on = control.values().boolean(control.spec.id);
  if (toggle(theme, "switch", on)) control.set_at_once(on);
}

void draw_choice(const Control& control) {
  const Theme& theme = control.theme();
  draw_label(control, control.width - theme.px(28));
  const std::vector<Choice>& choices = control.spec.choices;
  const std::size_t current = static_cast<std::size_t>(control.values().choice_index(control.spec.id));
  ImGui::SetNextItemWidth(control.width);
  const float padding = control.context.narrow ? theme.px(12) : theme.px(6);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(theme.px(9), padding));
  const std::string shown = shortened(*ImGui::GetFont(), choices[current].label, control.width - theme.px(34));
  const bool open =
      ImGui::BeginCombo("##choice", shown.c_str(), ImGuiComboFlags_HeightLarge | ImGuiComboFlags_NoArrowButton);
  ImGui::PopStyleVar();
  if (shown != choices[current].label) explain(theme, choices[current].label);
  if (!open) {
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
    draw_icon(*ImGui::GetWindowDrawList(), Icon::chevron_down, ImVec2(high.x - theme.px(14), (low.y + high.y) / 2),
              theme.px(10), theme.muted);
  }
  if (!open) return;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const ImVec2 size(0, control.context.narrow ? theme.px(40) : 0);
    if (ImGui::Selectable(choices[i].label.c_str(), i == current, 0, size)) control.set_at_once(i);
  }
  ImGui::EndCombo();
}

// A row of − number + and a way to take the number out.
void draw_list_element(const Control& control, std::vector<int> list, std::size_t index) {
  const Theme& theme = control.theme();
  const ParameterSpec& spec = control.spec;
  const bool touch = control.context.narrow;
  const ButtonLook look{.quiet = !touch, .touch = touch};
  const auto change = [&](int by) {
    const double value = std::clamp(list[index] + static_cast<double>(by), spec.minimum, spec.maximum);
    list[index] = static_cast<int>(value);
    control.set_at_once(list);
  };
  ImGui::PushID(static_cast<int>(index));
  const float y = ImGui::GetCursorPosY();
  const float side = touch ? theme.px(44) : theme.px(24);
  const float x = ImGui::GetCursorPosX();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::GetWindowDrawList()->AddText(ImVec2(at.x, at.y + (side - ImGui::GetTextLineHeight()) / 2), theme.muted,
                                      std::to_string(index + 1).c_str());
  ImGui::SetCursorPos(ImVec2(x + theme.px(22), y));
  if (icon_button(theme, "less", Icon::minus, "One less", look)) change(-1);
  ImGui::SameLine(0, theme.px(2));
  const std::string key = "controls/" + spec.id + "/" + std::to_string(index);
  const EditableLook field{.width = theme.px(56), .framed = false, .touch = touch, .kind = "number"};
  const auto typed =
      editable_text(theme, control.context.fields, key.c_str(), std::to_string(list[index]), spec.label, field);
  ImGui::SameLine(0, theme.px(2));
  if (icon_button(theme, "more", Icon::plus, "One more", look)) change(1);
  ImGui::SetCursorPos(ImVec2(x + control.width - side, y));
  const bool removed = icon_button(theme, "remove", Icon::close, "Take this one out", look);
  ImGui::PopID();
  if (typed) {
    std::string text;  // as typed: what is wrong with it is told by the schema
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) text += ',';
      text += i == index ? *typed : std::to_string(list[i]);
    }
    control.take_typed(text);
  } else if (removed) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(index));
    control.set_at_once(list);
  }
}

void draw_list(const Control& control) {
  const Theme& theme = control.theme();
  draw_label(control, control.width - theme.px(28));
  const std::vector<int> list = control.values().integer_list(control.spec.id);
  for (std::size_t i = 0; i < list.size(); ++i) draw_list_element(control, list, i);
  if (list.size() >= control.spec.maximum_length) return;
  if (text_button(theme, "+ Add##list", {.touch = control.context.narrow})) {
    std::vector<int> longer = list;
    longer.push_back(list.empty() ? static_cast<int>(control.spec.minimum) : list.back());
    control.set_at_once(std::move(longer));
  }
}

void draw_text(const Control& control) {
  const Theme& theme = control.theme();
  draw_label(control, control.width - theme.px(28));
  const std::string key = "controls/" + control.spec.id;
  const EditableLook look{.width = control.width, .touch = control.context.narrow};
  if (const auto typed = editable_text(theme, control.context.fields, key.c_str(),
                                       control.values().text(control.spec.id), control.spec.label, look)) {
    control.take_typed(*typed);
  }
}

void draw_control(const Control& control) {
  ImGui::PushID(control.spec.id.c_str());
  switch (control.spec.kind) {
    case ParameterKind::integer:
    case ParameterKind::real: draw_number(control); break;
    case ParameterKind::boolean: draw_switch(control); break;
    case ParameterKind::choice: draw_choice(control); break;
    case ParameterKind::integer_list: draw_list(control); break;
    case ParameterKind::text: draw_text(control); break;
  }
  ImGui::Dummy(ImVec2(0, control.theme().px(3)));
  ImGui::PopID();
}

// A heading that opens and closes its group; true while open.
bool draw_group_heading(UiContext& context, const std::string& group, float width) {
  const Theme& theme = context.theme;
  bool& closed = context.ui.closed_groups[context.session.demo()->id + "/" + group];
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float height = context.narrow ? theme.px(44) : theme.px(28);
  if (ImGui::InvisibleButton(group.c_str(), ImVec2(width, height))) closed = !closed;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImU32 color = ImGui::IsItemHovered() || ImGui::IsItemFocused() ? theme.accent : theme.muted;
  const float middle = low.y + height / 2;
  draw_icon(list, closed ? Icon::chevron_right : Icon::chevron_down, ImVec2(low.x + theme.px(5), middle), theme.px(10),
            color);
  list.AddText(theme.fonts.strong, theme.fonts.strong->FontSize * ImGui::GetIO().FontGlobalScale,
               ImVec2(low.x + theme.px(17), middle - ImGui::GetTextLineHeight() / 2), color, group.c_str());
  return !closed;
}

// Which of two runs the controls belong to.
void draw_run_choice(UiContext& context) {
  if (context.stage.beside() == nullptr) return;
  const Theme& theme = context.theme;
  constexpr const char* kSideways[] = {"Left run", "Right run"};
  constexpr const char* kStacked[] = {"Upper run", "Lower run"};
  for (const int side : {0, 1}) {
    if (side == 1) ImGui::SameLine(0, theme.px(6));
    const ButtonLook look{.primary = context.stage.chosen_side() == side, .touch = context.narrow};
    if (text_button(theme, (context.narrow ? kStacked : kSideways)[side], look)) context.stage.choose(side);
  }
  ImGui::Dummy(ImVec2(0, theme.px(4)));
}

void draw_file_hint(UiContext& context, const ExperimentInfo& demo, float width) {
  if (!offers_files(demo, context.session.parameters())) return;
  const Theme& theme = context.theme;
  ImGui::Dummy(ImVec2(0, theme.px(4)));
  wrapped_text(theme.fonts.small, theme.muted, "Your own data: " + demo.files.help + " (" + demo.files.endings + ").",
               width);
  for (const std::string& note : context.session.snapshot().notes)
    wrapped_text(theme.fonts.small, theme.text, note, width);
  if (text_button(theme, "Choose a file…", {.touch = context.narrow})) context.requests.pick_files = demo.files.endings;
  explain(theme, "Or drop the file anywhere on the page. It stays on this machine; a link carries its name, shape and "
                 "fingerprint.");
  if (!context.session.can_preview()) return;
  ImGui::SameLine(0, theme.px(8));
  if (text_button(theme, "Data…", {.touch = context.narrow})) context.session.preview_again();
  context.ui.button_places["Data…"] = last_item_box();
  explain(theme, "How the file is read: its first lines, the columns, the label.");
}

// Whether the lesson leaves the parameter to its readers.
bool is_left_open(const UiContext& context, const std::string& id) {
  const std::vector<std::string>& open = context.lesson.controls();
  return open.empty() || context.ui.all_controls || std::find(open.begin(), open.end(), id) != open.end();
}

int hidden_controls(const UiContext& context, const ExperimentInfo& demo) {
  int hidden = 0;
  for (const ParameterSpec& spec : demo.schema.specs())
    hidden += context.session.parameters().is_shown(spec.id) && !is_left_open(context, spec.id);
  return hidden;
}

// What a lesson hides is one click away.
void draw_hidden_note(UiContext& context, const ExperimentInfo& demo, float width) {
  const Theme& theme = context.theme;
  const int hidden = hidden_controls(context, demo);
  const bool all = context.ui.all_controls && !context.lesson.controls().empty();
  context.ui.all_controls_place = {};
  if (hidden == 0 && !all) return;
  const char* label = all ? "Only the lesson's" : "Show all";
  const float button = ImGui::CalcTextSize(label).x + theme.px(24), height = theme.px(context.narrow ? 44 : 30);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(ImVec2(low.x, low.y + (height - theme.fonts.small->FontSize) / 2));
  const std::string text =
      all ? "All controls" : std::to_string(hidden) + (hidden == 1 ? " control hidden" : " controls hidden");
  fitted_text(theme, theme.fonts.small, theme.muted, text, width - button - theme.px(8));
  ImGui::SetCursorScreenPos(ImVec2(low.x + width - button, low.y));
  if (text_button(theme, label, {.touch = context.narrow})) context.ui.all_controls = !all;
  explain(theme, all ? "Shows only the controls that the lesson is about." : "The lesson needs only these controls.");
  context.ui.all_controls_place = {low.x + width - button, low.y, button, height};
  ImGui::SetCursorScreenPos(ImVec2(low.x, low.y + height + theme.px(6)));
}

}  // namespace

void draw_controls_panel(UiContext& context, const Box& box) {
  const bool visible = begin_side_panel(context, "Controls", box, Drawer::controls);
  if (visible && context.session.demo() != nullptr) {
    const ExperimentInfo& demo = *context.session.demo();
    const float width = ImGui::GetContentRegionAvail().x - context.theme.px(2);
    draw_run_choice(context);
    draw_hidden_note(context, demo, width);
    std::string group;
    bool open = true, offered = false;
    // Under the parameters of the data, or at the end where those are not shown.
    const auto offer_data = [&] {
      if (!std::exchange(offered, true)) draw_data_menu(context);
    };
    for (const ParameterSpec& spec : demo.schema.specs()) {
      if (!context.session.parameters().is_shown(spec.id)) continue;
      if (!is_left_open(context, spec.id)) continue;
      if (spec.group != group) {
        if (group == kDataGroup) offer_data();
        group = spec.group;
        open = draw_group_heading(context, group, width);
      }
      if (open) draw_control({context, spec, width});
    }
    offer_data();
    draw_network_menu(context);
    draw_file_hint(context, demo, width);
  }
  end_side_panel();
}

}  // namespace lectern
