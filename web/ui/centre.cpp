#include "web/ui/centre.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "web/ui/home.h"
#include "web/ui/messages.h"
#include "web/ui/panel_grid.h"
#include "web/ui/touch_scroll.h"
#include "web/ui/transport_bar.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

void draw_headline(UiContext& context, float width) {
  const ExperimentInfo& demo = *context.session.demo();
  fitted_text(context.theme, context.theme.fonts.heading, context.theme.text, demo.title, width);
  wrapped_text(context.theme.fonts.small, context.theme.muted, demo.summary, width);
}

// Above each of two runs: what it is, what is different in it; a tap gives it the controls.
void draw_run_heading(UiContext& context, float width) {
  const Theme& theme = context.theme;
  const Session& other = context.side == 0 ? *context.stage.beside() : context.stage.first();
  const bool same_demo = context.session.demo() == other.demo() && context.session.demo() != nullptr;
  std::string text = context.session.demo() != nullptr ? context.session.demo()->title : "No demo";
  if (same_demo) text = difference(context.session.identity(), other.identity());
  text += ", step " + grouped_digits(context.session.snapshot().step);
  const bool chosen = context.stage.chosen_side() == context.side;
  const float height = theme.px(context.narrow ? 44 : 28), close = context.side == 1 ? height : 0;
  const ImVec2 low = ImGui::GetCursorScreenPos();
  if (ImGui::InvisibleButton("run heading", {width - close, height})) context.stage.choose(context.side);
  const bool lively = ImGui::IsItemHovered();
  explain(theme, chosen ? "The controls change this run." : "Give this run the controls.");
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 high(low.x + width, low.y + height);
  list.AddRectFilled(low, high,
                     chosen   ? faded(theme.accent, 0.14f)
                     : lively ? theme.hovered
                              : theme.surface,
                     theme.px(6));
  ImGui::SetCursorScreenPos({low.x + theme.px(10), low.y + (height - ImGui::GetTextLineHeight()) / 2});
  fitted_text(theme, theme.fonts.strong, chosen ? theme.accent : theme.text, text, width - close - theme.px(20));
  if (context.side == 1) {
    ImGui::SetCursorScreenPos({high.x - height + theme.px(2), low.y + theme.px(context.narrow ? 0 : 2)});
    const ButtonLook look{.quiet = !context.narrow, .touch = context.narrow};
    if (icon_button(theme, "take away", Icon::close, "Take this run away  (B)", look))
      context.requests.remove_beside = true;
  }
  ImGui::SetCursorScreenPos({low.x, high.y + theme.px(context.narrow ? 8 : 2)});
}

// One run. Where the centre scrolls, from the cursor down; otherwise in the box from the cursor's
// height on.
void draw_run(UiContext& context, const Box& box, bool scrolls) {
  ImGui::PushID(context.side);
  const float top = ImGui::GetCursorScreenPos().y, pad = context.theme.px(8);
  ImGui::SetCursorScreenPos({box.x + pad, top});
  const float width = box.width - 2 * pad;
  if (context.stage.beside() != nullptr) draw_run_heading(context, width);
  if (context.session.demo() != nullptr) {
    const float taken = scrolls ? 0 : ImGui::GetCursorScreenPos().y - box.y - pad;
    draw_panel_grid(context, {box.x, box.y + taken, box.width, box.height - taken});
  }
  ImGui::PopID();
}

void draw_runs(UiContext& context, const Box& box, bool scrolls) {
  const ImVec2 top = ImGui::GetCursorScreenPos();
  Session* beside = context.stage.beside();
  UiContext first = context.with(context.stage.first(), 0);
  if (beside == nullptr) return draw_run(first, box, scrolls);
  UiContext second = context.with(*beside, 1);
  if (context.narrow) {
    const float half = scrolls ? box.height : box.height / 2;
    draw_run(first, {box.x, box.y, box.width, half}, scrolls);
    if (!scrolls) ImGui::SetCursorScreenPos({top.x, box.y + half});
    draw_run(second, {box.x, box.y + (scrolls ? 0 : half), box.width, half}, scrolls);
    return;
  }
  const float half = box.width / 2;
  draw_run(first, {box.x, box.y, half, box.height}, scrolls);
  ImGui::SetCursorScreenPos({box.x + half, top.y});
  draw_run(second, {box.x + half, box.y, half, box.height}, scrolls);
}

// Of each run over its part, of the page with those of the first.
void draw_all_messages(UiContext& context, const Box& box) {
  UiContext first = context.with(context.stage.first(), 0);
  Session* beside = context.stage.beside();
  if (beside == nullptr) return draw_messages(first, box, true);
  UiContext second = context.with(*beside, 1);
  Box part = box;
  (context.narrow ? part.height : part.width) /= 2;
  draw_messages(first, part, true);
  (context.narrow ? part.y : part.x) += context.narrow ? part.height : part.width;
  draw_messages(second, part, false);
}

}  // namespace

void draw_centre(UiContext& context, const Box& box) {
  const Theme& theme = context.theme;
  ImGui::SetNextWindowPos(ImVec2(box.x, box.y));
  ImGui::SetNextWindowSize(ImVec2(box.width, box.height));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(theme.px(8), theme.px(8)));
  ImGui::PushStyleColor(ImGuiCol_WindowBg, theme.background);
  context.ui.button_places.clear();
  const bool empty = context.stage.first().demo() == nullptr;
  const bool scrolls = empty || (context.narrow && context.ui.maximised.empty());
  ImGui::Begin(empty ? "Home" : "Panels", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus |
                   (context.narrow || !scrolls ? ImGuiWindowFlags_NoScrollbar : 0) |
                   (scrolls ? 0 : ImGuiWindowFlags_NoScrollWithMouse));
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);
  context.ui.home.places.clear();
  if (std::exchange(context.ui.scroll_to_top, false)) ImGui::SetScrollY(0);
  if (empty) {
    draw_home(context, box);
  } else {
    if (context.narrow && context.ui.maximised.empty() && !context.embedded)
      draw_headline(context, ImGui::GetContentRegionAvail().x);
    draw_runs(context, box, scrolls);
  }
  if (scrolls) scroll_by_finger(empty ? TouchScroll::also_from_buttons : TouchScroll::beside_controls);
  ImGui::End();
  draw_all_messages(context, box);
}

}  // namespace lectern
