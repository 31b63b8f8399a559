#include "web/ui/centre.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/lab/registry.h"
#include "web/ui/demo_list.h"
#include "web/ui/messages.h"
#include "web/ui/panel_grid.h"
#include "web/ui/touch_scroll.h"
#include "web/ui/transport_bar.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

// A card that opens a demo.
void draw_demo_card(UiContext& context, const ExperimentInfo& demo, float width) {
  const Theme& theme = context.theme;
  const float pad = theme.px(16), height = theme.px(128);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high(low.x + width, low.y + height);
  if (ImGui::InvisibleButton(demo.id.c_str(), ImVec2(width, height))) context.requests.open_demo = demo.id;
  const bool lively = ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, theme.surface, theme.px(10));
  list.AddRect(low, high, lively ? theme.accent : theme.border, theme.px(10), 0, lively ? theme.px(2) : 1);
  ImGui::SetCursorScreenPos(ImVec2(low.x + pad, low.y + pad));
  ImGui::BeginGroup();
  fitted_text(theme, theme.fonts.small, theme.muted, lecture_title(demo.lecture), width - 2 * pad);
  fitted_text(theme, theme.fonts.heading, theme.text, demo.title, width - 2 * pad);
  wrapped_text(theme.fonts.text, theme.muted, demo.summary, width - 2 * pad);
  ImGui::EndGroup();
  ImGui::SetCursorScreenPos(ImVec2(low.x, high.y + theme.px(12)));
}

void draw_welcome(UiContext& context, const Box& box) {
  const Theme& theme = context.theme;
  const float width = std::min(box.width - theme.px(40), theme.px(620));
  const float x = box.x + (box.width - width) / 2;
  ImGui::SetCursorScreenPos(ImVec2(x, std::max(ImGui::GetCursorScreenPos().y, box.y + theme.px(36))));
  ImGui::BeginGroup();
  fitted_text(theme, theme.fonts.heading, theme.text, "Machine-learning lectures, live", width);
  wrapped_text(theme.fonts.text, theme.muted,
               "Choose a demo. Everything in it can be changed while it runs, and any state can be shared by link.",
               width);
  ImGui::Dummy(ImVec2(0, theme.px(8)));
  for (const ExperimentInfo* demo : Registry::instance().all()) {
    ImGui::SetCursorScreenPos(ImVec2(x, ImGui::GetCursorScreenPos().y));
    draw_demo_card(context, *demo, width);
  }
  ImGui::EndGroup();
}

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
  const bool empty = context.stage.first().demo() == nullptr;
  const bool scrolls = empty || (context.narrow && context.ui.maximised.empty());
  ImGui::Begin("Panels", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus |
                   (context.narrow || !scrolls ? ImGuiWindowFlags_NoScrollbar : 0) |
                   (scrolls ? 0 : ImGuiWindowFlags_NoScrollWithMouse));
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);
  if (std::exchange(context.ui.scroll_to_top, false)) ImGui::SetScrollY(0);
  if (empty) {
    draw_welcome(context, box);
  } else {
    if (context.narrow && context.ui.maximised.empty() && !context.embedded)
      draw_headline(context, ImGui::GetContentRegionAvail().x);
    draw_runs(context, box, scrolls);
  }
  if (scrolls) scroll_by_finger();
  ImGui::End();
  draw_all_messages(context, box);
}

}  // namespace lectern
