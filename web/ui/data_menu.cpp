#include "web/ui/data_menu.h"

#include <algorithm>

#include "web/model/carried_data.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

constexpr float kEntryWidth_px = 250;
constexpr const char* kButtonLabel = "Open these data in…";

void draw_entry(UiContext& context, const DemoCard& demo) {
  const Theme& theme = context.theme;
  const std::string id(demo.id), text = "  " + std::string(demo.title) + "##" + id;
  ImGui::PushStyleVar(ImGuiStyleVar_SelectableTextAlign, ImVec2(0, 0.5f));
  const ImVec2 size(theme.px(kEntryWidth_px), row_height(theme, context.narrow));
  if (ImGui::Selectable(text.c_str(), false, 0, size)) {
    context.requests.open_demo = id;
    context.ui.drawer = Drawer::none;
  }
  ImGui::PopStyleVar();
  explain(theme, demo.summary);
  context.ui.button_places["open data in " + id] = last_item_box();
}

// A demo may have another problem that is not about these data: their parameters are not shown then.
bool uses_data(const ExperimentInfo& demo, const ParameterSet& values) {
  return std::any_of(demo.schema.specs().begin(), demo.schema.specs().end(),
                     [&](const ParameterSpec& spec) { return spec.group == kDataGroup && values.is_shown(spec.id); });
}

}  // namespace

void draw_data_menu(UiContext& context) {
  const ExperimentInfo& demo = *context.session.demo();
  const std::vector<DemoCard> others = demos_on_same_data(demo);
  if (others.empty() || !uses_data(demo, context.session.parameters())) return;
  if (text_button(context.theme, kButtonLabel, {.touch = context.narrow})) ImGui::OpenPopup("data menu");
  context.ui.button_places[kButtonLabel] = last_item_box();
  explain(context.theme, "Another demo on the same data: their settings and seed, the points drawn, moved and removed, "
                         "and the files given go along.");
  ImGui::Dummy(ImVec2(0, context.theme.px(4)));
  if (!ImGui::BeginPopup("data menu")) return;
  for (const DemoCard& other : others) draw_entry(context, other);
  ImGui::EndPopup();
}

}  // namespace lectern
