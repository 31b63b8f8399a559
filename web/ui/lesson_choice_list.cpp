#include "web/ui/lesson_choice_list.h"

#include <algorithm>

#include "web/ui/widgets.h"

namespace lectern {

namespace {

constexpr std::size_t kManyOptions = 8;  // more of them can be searched

// The line that says what is ticked, and unfolds the list.
bool draw_summary(UiContext& context, const ChoiceList& list, const std::string& text, bool open, float width) {
  const Theme& theme = context.theme;
  const float height = theme.px(context.narrow ? 44 : 30);
  const ImVec2 low = ImGui::GetCursorScreenPos(), high(low.x + width, low.y + height);
  const bool used = ImGui::InvisibleButton(list.key.c_str(), ImVec2(width, height));
  context.ui.card_places[list.key] = last_item_box();
  const bool focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
  ImDrawList& picture = *ImGui::GetWindowDrawList();
  picture.AddRectFilled(low, high, ImGui::IsItemHovered() ? theme.hovered : theme.raised, theme.px(6));
  if (focused) picture.AddRect(low, high, theme.accent, theme.px(6));
  draw_icon(picture, open ? Icon::chevron_down : Icon::chevron_right, ImVec2(high.x - theme.px(14), low.y + height / 2),
            theme.px(10), theme.muted);
  const ImVec2 after = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(ImVec2(low.x + theme.px(9), low.y + (height - ImGui::GetTextLineHeight()) / 2));
  fitted_text(theme, theme.fonts.text, theme.text, text, width - theme.px(36));
  ImGui::SetCursorScreenPos(after);
  return used;
}

struct Row {
  std::string id;  // within the list
  std::string text;
  std::string mark;  // in its box: "" a tick, or a number
  std::string note;  // at its right end
  bool ticked = false;
  bool pale = false;
};

bool draw_row(UiContext& context, const ChoiceList& list, const Row& row, float width) {
  const Theme& theme = context.theme;
  const float height = theme.px(context.narrow ? 44 : 27), side = theme.px(16);
  const ImVec2 low = ImGui::GetCursorScreenPos(), high(low.x + width, low.y + height);
  const std::string id = list.key + " " + row.id;
  const bool used = ImGui::InvisibleButton(id.c_str(), ImVec2(width, height));
  context.ui.card_places[id] = last_item_box();
  const bool lively = ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible);
  ImDrawList& picture = *ImGui::GetWindowDrawList();
  if (lively) picture.AddRectFilled(low, high, theme.hovered, theme.px(6));
  const ImVec2 box(low.x + theme.px(6), low.y + (height - side) / 2), end(box.x + side, box.y + side);
  const ImVec2 middle((box.x + end.x) / 2, (box.y + end.y) / 2);
  if (row.ticked) picture.AddRectFilled(box, end, theme.accent, theme.px(4));
  if (!row.ticked) picture.AddRect(box, end, theme.muted, theme.px(4), 0, theme.px(1.2f));
  if (row.ticked && row.mark.empty()) draw_icon(picture, Icon::check, middle, theme.px(11), theme.on_accent);
  if (row.ticked && !row.mark.empty()) {
    const ImVec2 size = ImGui::CalcTextSize(row.mark.c_str());
    picture.AddText(ImVec2(middle.x - size.x / 2, middle.y - size.y / 2), theme.on_accent, row.mark.c_str());
  }
  const float left = theme.px(30);
  const float note =
      row.note.empty()
          ? 0
          : theme.fonts.small->CalcTextSizeA(theme.fonts.small->FontSize, 1e6f, 0, row.note.c_str()).x + theme.px(10);
  const ImVec2 after = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(ImVec2(low.x + left, low.y + (height - ImGui::GetTextLineHeight()) / 2));
  fitted_text(theme, theme.fonts.text, row.pale ? theme.muted : theme.text, row.text,
              width - left - note - theme.px(6));
  if (note > 0) {
    ImGui::SetCursorScreenPos(
        ImVec2(high.x - note, low.y + (height - theme.fonts.small->FontSize * ImGui::GetIO().FontGlobalScale) / 2));
    fitted_text(theme, theme.fonts.small, theme.muted, row.note, note);
  }
  ImGui::SetCursorScreenPos(after);
  return used;
}

void draw_search(UiContext& context, const ChoiceList& list, float width) {
  std::string& search = context.ui.choice_search;
  const std::string key = "lesson/" + list.key + "/search";
  const EditableLook look{.width = width, .touch = context.narrow, .placeholder = "Search"};
  if (const auto done = editable_text(context.theme, context.fields, key.c_str(), search, "Search", look))
    search = *done;
  context.ui.card_places[list.key + " search"] = last_item_box();
  if (const auto typed = context.fields.changed(key)) search = *typed;
}

Row row_of(const ChoiceList& list, const LessonOption& option, const std::vector<std::string>& chosen) {
  Row row{.id = option.id, .text = option.label, .mark = "", .note = ""};
  const auto at = std::find(chosen.begin(), chosen.end(), option.id);
  row.ticked = at != chosen.end();
  row.pale = !row.ticked && !chosen.empty();
  if (row.ticked && list.order == ChoiceOrder::of_choice) row.mark = std::to_string(at - chosen.begin() + 1);
  if (!option.is_there) {
    row.note = "not now";
  } else if (row.pale && *list.others != '\0') {
    row.note = "hidden";
  }
  return row;
}

std::optional<std::vector<std::string>> draw_options(UiContext& context, const ChoiceList& list,
                                                     std::span<const LessonOption> options,
                                                     const std::vector<std::string>& chosen, float width) {
  const Theme& theme = context.theme;
  std::optional<std::vector<std::string>> changed;
  if (options.size() > kManyOptions) draw_search(context, list, width);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(theme.px(8), 0));
  if (draw_row(context, list, {.id = "all", .text = list.everything, .mark = "", .note = "", .ticked = chosen.empty()},
               width) &&
      !chosen.empty())
    changed.emplace();
  std::string group;
  bool any = false;
  for (const LessonOption& option : options) {
    if (options.size() > kManyOptions && !matches(option, context.ui.choice_search)) continue;
    any = true;
    if (option.group != group) {
      group = option.group;
      ImGui::Dummy(ImVec2(0, theme.px(5)));
      fitted_text(theme, theme.fonts.small, theme.muted, group, width);
      ImGui::Dummy(ImVec2(0, theme.px(1)));
    }
    if (draw_row(context, list, row_of(list, option, chosen), width))
      changed = with_toggled(chosen, option.id, options, list.order);
    if (!option.is_there) explain(theme, "The run as it is now does not show it: other settings do.");
  }
  if (!any)
    wrapped_text(theme.fonts.small, theme.muted, "Nothing is called \"" + context.ui.choice_search + "\".", width);
  ImGui::PopStyleVar();
  return changed;
}

}  // namespace

std::optional<std::vector<std::string>> draw_choice_list(UiContext& context, const ChoiceList& list,
                                                         std::span<const LessonOption> options,
                                                         const std::vector<std::string>& chosen, float width) {
  const Theme& theme = context.theme;
  wrapped_text(theme.fonts.small, theme.muted, list.label, width);
  std::string summary = list.everything;
  if (!chosen.empty()) {
    summary = std::to_string(chosen.size()) + ": " + labels_of_chosen(chosen, options);
  }
  bool open = context.ui.open_choice == list.key;
  if (draw_summary(context, list, summary, open, width)) {
    open = !open;
    context.ui.open_choice = open ? list.key : "";
    context.ui.choice_search.clear();
  }
  std::optional<std::vector<std::string>> changed;
  if (open) changed = draw_options(context, list, options, chosen, width);
  if (open || chosen.empty() || *list.others == '\0') return changed;
  const std::string others = labels_of_others(chosen, options);
  if (!others.empty()) wrapped_text(theme.fonts.small, theme.muted, list.others + others, width);
  return changed;
}

}  // namespace lectern
