#include "web/ui/demo_list.h"

#include <algorithm>
#include <array>

#include "core/lab/registry.h"
#include "core/math/ascii.h"
#include "web/ui/commands.h"
#include "web/ui/side_panel.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

constexpr std::array<const char*, 9> kLectures{
    "Fitting and predicting", "Optimisation",           "Classification",
    "Trees and ensembles",    "Neural networks",        "Unsupervised learning",
    "Generative models",      "Convolutional networks", "Physics"};

void draw_way_home(UiContext& context, float width) {
  const Theme& theme = context.theme;
  const float height = row_height(theme, context.narrow);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high(low.x + width, low.y + height);
  if (ImGui::InvisibleButton("home", ImVec2(width, height))) perform(Command::home, context);
  const bool lively = ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible);
  explain(theme, tooltip_of(Command::home));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (lively) list.AddRectFilled(low, high, theme.hovered, theme.px(6));
  draw_icon(list, Icon::home, ImVec2(low.x + theme.px(16), low.y + height / 2), theme.px(15), theme.text);
  list.AddText(ImVec2(low.x + theme.px(34), low.y + (height - ImGui::GetTextLineHeight()) / 2), theme.text,
               "All demos, with pictures");
  ImGui::SetCursorScreenPos(ImVec2(low.x, high.y + theme.px(4)));
}

void draw_entry(UiContext& context, const DemoCard& demo, float width) {
  const Theme& theme = context.theme;
  const bool open = context.session.demo() != nullptr && context.session.demo()->id == demo.id;
  const float height = row_height(theme, context.narrow);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high(low.x + width, low.y + height);
  const std::string id(demo.id);
  if (ImGui::InvisibleButton(id.c_str(), ImVec2(width, height))) {
    context.requests.open_demo = id;
    context.ui.drawer = Drawer::none;
  }
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const bool hovered = ImGui::IsItemHovered();
  if (open || hovered) list.AddRectFilled(low, high, open ? faded(theme.accent, 0.14f) : theme.hovered, theme.px(6));
  if (open) list.AddRectFilled(low, ImVec2(low.x + theme.px(3), high.y), theme.accent, theme.px(2));
  if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) list.AddRect(low, high, theme.accent, theme.px(6));
  explain(theme, demo.summary);
  ImFont* font = open ? theme.fonts.strong : theme.fonts.text;
  ImGui::SetCursorScreenPos(ImVec2(low.x + theme.px(12), low.y + (height - ImGui::GetTextLineHeight()) / 2));
  fitted_text(theme, font, open ? theme.accent : theme.text, demo.title, width - theme.px(20));
  ImGui::SetCursorScreenPos(ImVec2(low.x, high.y + theme.px(2)));
}

void draw_lectures(UiContext& context, float width) {
  int heading = 0;
  bool any = false;
  for (const DemoCard& demo : demo_cards()) {
    if (!matches(demo, context.ui.search)) continue;
    if (demo.lecture != heading) {
      heading = demo.lecture;
      ImGui::Dummy(ImVec2(0, context.theme.px(2)));
      fitted_text(context.theme, context.theme.fonts.small, context.theme.muted, lecture_title(heading), width);
    }
    draw_entry(context, demo, width);
    any = true;
  }
  if (any) return;
  wrapped_text(context.theme.fonts.small, context.theme.muted, "No demo is about \"" + context.ui.search + "\".",
               width);
}

}  // namespace

void draw_search_field(UiContext& context, const char* key, std::string& search, float width) {
  constexpr const char* kLabel = "Search the demos";
  const Theme& theme = context.theme;
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const EditableLook look{.width = width, .touch = context.narrow, .placeholder = "      Search"};
  if (const auto done = editable_text(theme, context.fields, key, search, kLabel, look)) search = *done;
  if (const auto typed = context.fields.changed(key)) search = *typed;
  explain(theme, "Search the demos by title or what they are about  (/)");
  const ImVec2 high = ImGui::GetItemRectMax();
  if (search.empty()) {
    draw_icon(*ImGui::GetWindowDrawList(), Icon::search, ImVec2(low.x + theme.px(16), (low.y + high.y) / 2),
              theme.px(13), theme.muted);
  }
  if (context.ui.search_wanted) context.fields.open(key, search, kLabel, "text", low, high);
  context.ui.search_wanted = false;
}

void draw_demo_list(UiContext& context, const Box& box) {
  if (begin_side_panel(context, "Lectures", box, Drawer::demos)) {
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(context.theme.px(8), context.theme.px(5)));
    draw_way_home(context, width);
    draw_search_field(context, "demos/search", context.ui.search, width);
    draw_lectures(context, width);
    ImGui::PopStyleVar();
  }
  end_side_panel();
}

const std::vector<DemoCard>& demo_cards() {
  static const std::vector<DemoCard> cards = Registry::instance().cards();
  return cards;
}

bool matches(const DemoCard& demo, std::string_view search) {
  std::string text = lecture_title(demo.lecture);
  for (const std::string_view part : {demo.title, demo.id, demo.row, demo.summary}) text.append(" ").append(part);
  text = lower_case(text);
  const std::string words = lower_case(search);
  std::size_t from = 0;
  while (from < words.size()) {
    const std::size_t to = std::min(words.find(' ', from), words.size());
    if (text.find(words.substr(from, to - from)) == std::string::npos) return false;
    from = to + 1;
  }
  return true;
}

std::string lecture_title(int lecture) {
  if (lecture < 1 || lecture > static_cast<int>(kLectures.size())) return "Other";
  return std::to_string(lecture) + "  " + kLectures[static_cast<std::size_t>(lecture) - 1];
}

}  // namespace lectern
