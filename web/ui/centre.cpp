#include "web/ui/centre.h"

#include <algorithm>

#include "core/lab/registry.h"
#include "web/gl/pictures.h"
#include "web/ui/demo_list.h"
#include "web/ui/panel_grid.h"
#include "web/ui/touch_scroll.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

struct Banner {
  Icon icon;
  ImU32 color;
  std::string text;
  bool dismissible = true;
  bool asks_for_file = false;
};

// Draws a banner at the cursor over the whole width; true if it was dismissed.
bool draw_banner(Desk& desk, const Banner& banner, float width) {
  const Theme& theme = desk.theme;
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float pad = theme.px(10), icon = theme.px(26), button = banner.asks_for_file ? theme.px(150) : theme.px(30);
  const float text_width = width - 2 * pad - icon - button;
  const ImVec2 text = ImGui::CalcTextSize(banner.text.c_str(), nullptr, false, text_width);
  const float height = std::max(text.y + 2 * pad, theme.px(38));
  const ImVec2 high(low.x + width, low.y + height);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, mixed(theme.surface, banner.color, 0.1f), theme.px(8));
  list.AddRect(low, high, faded(banner.color, 0.6f), theme.px(8));
  draw_icon(list, banner.icon, ImVec2(low.x + pad + theme.px(8), low.y + height / 2), theme.px(16), banner.color);
  ImGui::SetCursorScreenPos(ImVec2(low.x + pad + icon, low.y + (height - text.y) / 2));
  wrapped_text(theme.fonts.text, theme.text, banner.text, text_width);
  bool dismissed = false;
  if (banner.asks_for_file) {
    ImGui::SetCursorScreenPos(ImVec2(high.x - button, low.y + (height - theme.px(30)) / 2));
    if (text_button(theme, "Choose the file…", {.primary = true}))
      desk.wishes.pick_files = desk.session.demo()->files.endings;
  } else if (banner.dismissible) {
    ImGui::SetCursorScreenPos(ImVec2(high.x - theme.px(32), low.y + (height - theme.px(24)) / 2));
    dismissed = icon_button(theme, "dismiss", Icon::close, "Dismiss", {.quiet = true});
  }
  ImGui::SetCursorScreenPos(ImVec2(low.x, high.y + theme.px(8)));
  return dismissed;
}

void draw_run_banner(Desk& desk, float width) {
  const Snapshot& latest = desk.session.snapshot();
  const bool wrong = latest.status == RunStatus::diverged || latest.status == RunStatus::failed;
  const std::string key = std::to_string(latest.generation) + latest.message;
  if (latest.message.empty() || desk.ui.answered_message == key || desk.session.missing_file() != nullptr) return;
  ImGui::PushID("run");
  if (draw_banner(desk, {Icon::warning, wrong ? desk.theme.bad : desk.theme.warning, latest.message}, width))
    desk.ui.answered_message = key;
  ImGui::PopID();
}

void draw_file_banner(Desk& desk, float width) {
  const DataFileIdentity* file = desk.session.missing_file();
  if (file == nullptr) return;
  const std::string shape = file->shape.empty() ? "" : " (" + file->shape + ")";
  ImGui::PushID("file");
  draw_banner(desk,
              {Icon::numbers, desk.theme.accent,
               "The link wants your file " + file->name + shape + ": drop it anywhere on this page.", false, true},
              width);
  ImGui::PopID();
}

void draw_banners(Desk& desk, float width) {
  draw_file_banner(desk, width);
  draw_run_banner(desk, width);
  if (!desk.pictures.problem().empty())
    draw_banner(desk, {Icon::warning, desk.theme.warning, desk.pictures.problem(), false}, width);
  std::vector<Notice>& notices = desk.ui.notices;
  for (std::size_t i = 0; i < notices.size();) {
    ImGui::PushID(static_cast<int>(i));
    const bool problem = notices[i].kind == Notice::Kind::problem;
    const Banner banner{problem ? Icon::warning : Icon::help, problem ? desk.theme.bad : desk.theme.accent,
                        notices[i].text};
    const bool dismissed = draw_banner(desk, banner, width);
    ImGui::PopID();
    if (dismissed) {
      notices.erase(notices.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
}

// A card that opens a demo.
void draw_demo_card(Desk& desk, const ExperimentInfo& demo, float width) {
  const Theme& theme = desk.theme;
  const float pad = theme.px(16), height = theme.px(128);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high(low.x + width, low.y + height);
  if (ImGui::InvisibleButton(demo.id.c_str(), ImVec2(width, height))) desk.wishes.open_demo = demo.id;
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

void draw_welcome(Desk& desk, const Box& box) {
  const Theme& theme = desk.theme;
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
    draw_demo_card(desk, *demo, width);
  }
  ImGui::EndGroup();
  scroll_by_finger();
}

void draw_headline(Desk& desk, float width) {
  const ExperimentInfo& demo = *desk.session.demo();
  fitted_text(desk.theme, desk.theme.fonts.heading, desk.theme.text, demo.title, width);
  wrapped_text(desk.theme.fonts.small, desk.theme.muted, demo.summary, width);
}

}  // namespace

void draw_centre(Desk& desk, const Box& box) {
  const Theme& theme = desk.theme;
  ImGui::SetNextWindowPos(ImVec2(box.x, box.y));
  ImGui::SetNextWindowSize(ImVec2(box.width, box.height));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(theme.px(8), theme.px(8)));
  ImGui::PushStyleColor(ImGuiCol_WindowBg, theme.background);
  const bool scrolls = desk.session.demo() == nullptr || (desk.narrow && desk.ui.maximised.empty());
  ImGui::Begin("Panels", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus |
                   (desk.narrow || !scrolls ? ImGuiWindowFlags_NoScrollbar : 0) |
                   (scrolls ? 0 : ImGuiWindowFlags_NoScrollWithMouse));
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);
  const float top = ImGui::GetCursorScreenPos().y;
  draw_banners(desk, ImGui::GetContentRegionAvail().x);
  if (desk.session.demo() == nullptr) {
    draw_welcome(desk, box);
  } else {
    if (desk.narrow && desk.ui.maximised.empty() && !desk.embedded)
      draw_headline(desk, ImGui::GetContentRegionAvail().x);
    const float taken = scrolls ? 0 : ImGui::GetCursorScreenPos().y - top;
    draw_panel_grid(desk, {box.x, box.y + taken, box.width, box.height - taken});
  }
  ImGui::End();
}

}  // namespace lectern
