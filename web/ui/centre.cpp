#include "web/ui/centre.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/lab/registry.h"
#include "web/gl/pictures.h"
#include "web/model/parameter_names.h"
#include "web/ui/demo_list.h"
#include "web/ui/panel_grid.h"
#include "web/ui/touch_scroll.h"
#include "web/ui/transport_bar.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

struct Banner {
  Icon icon;
  ImU32 color;
  std::string text;
  bool dismissible = true;
  std::vector<std::string> buttons = {};  // what can be done about it; the last one is the best
};

constexpr int kNothing = -1, kDismissed = -2;

float width_of_buttons(const Theme& theme, const Banner& banner) {
  float width = 0;
  for (const std::string& label : banner.buttons) width += ImGui::CalcTextSize(label.c_str()).x + theme.px(32);
  return width;
}

// The index of the button pressed, or kNothing.
int draw_banner_buttons(UiContext& context, const Banner& banner, ImVec2 at) {
  int pressed = kNothing;
  for (std::size_t i = 0; i < banner.buttons.size(); ++i) {
    ImGui::SetCursorScreenPos(at);
    const ButtonLook look{.primary = i + 1 == banner.buttons.size(), .touch = context.narrow};
    if (text_button(context.theme, banner.buttons[i].c_str(), look)) pressed = static_cast<int>(i);
    at.x = ImGui::GetItemRectMax().x + context.theme.px(8);
  }
  return pressed;
}

// Draws a banner at the cursor over the whole width; the index of the button pressed, or kDismissed, or kNothing.
int draw_banner(UiContext& context, const Banner& banner, float width) {
  const Theme& theme = context.theme;
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float pad = theme.px(10), icon = theme.px(26), close = banner.dismissible ? theme.px(30) : 0;
  const float all_buttons = width_of_buttons(theme, banner), button = theme.px(context.narrow ? 44 : 30);
  const bool below = all_buttons > 0.5f * width;  // the buttons stand below the text
  const float text_width = width - 2 * pad - icon - close - (below ? 0 : all_buttons);
  const ImVec2 text = ImGui::CalcTextSize(banner.text.c_str(), nullptr, false, text_width);
  const float text_height = std::max(text.y + 2 * pad, theme.px(38));
  const float height = below ? text_height + button + pad : text_height;
  const ImVec2 high(low.x + width, low.y + height);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, mixed(theme.surface, banner.color, 0.1f), theme.px(8));
  list.AddRect(low, high, faded(banner.color, 0.6f), theme.px(8));
  draw_icon(list, banner.icon, ImVec2(low.x + pad + theme.px(8), low.y + text_height / 2), theme.px(16), banner.color);
  ImGui::SetCursorScreenPos(ImVec2(low.x + pad + icon, low.y + (text_height - text.y) / 2));
  wrapped_text(theme.fonts.text, theme.text, banner.text, text_width);
  int answer = draw_banner_buttons(context, banner,
                                   below ? ImVec2(low.x + pad + icon, low.y + text_height)
                                         : ImVec2(high.x - close - all_buttons, low.y + (height - button) / 2));
  if (banner.dismissible) {
    ImGui::SetCursorScreenPos(ImVec2(high.x - theme.px(32), low.y + (text_height - theme.px(24)) / 2));
    if (icon_button(theme, "dismiss", Icon::close, "Dismiss", {.quiet = true})) answer = kDismissed;
  }
  ImGui::SetCursorScreenPos(ImVec2(low.x, high.y + theme.px(8)));
  return answer;
}

// What can be done about a diverged run: set the parameter, go back, or, best, both.
std::vector<std::string> remedies(const Session& session) {
  const Snapshot& latest = session.snapshot();
  if (latest.status != RunStatus::diverged) return {};
  const std::string rewind = "Rewind to step " + grouped_digits(latest.rewind_step);
  const ParameterSchema& schema = session.demo()->schema;
  const std::size_t index = schema.index_of(latest.remedy.parameter);
  if (index >= schema.size()) return {rewind};
  const ParameterSpec& spec = schema.specs()[index];
  ParameterSet values = session.parameters();
  if (!values.set(spec.id, latest.remedy.value).ok()) return {rewind};
  const std::string set = "Set " + short_name(spec) + " to " + shown_value(spec, values);
  // A parameter that starts the run anew leaves nothing to rewind.
  if (spec.effect == ParameterEffect::restart) return {rewind, set};
  return {set, rewind, "Both"};
}

void apply_remedy(Session& session, std::size_t count, int pressed) {
  const bool both = pressed == 2;
  const bool sets = count == 3 ? pressed == 0 : count == 2 && pressed == 1;
  if (both || (!sets && pressed >= 0)) {
    const Tuning remedy = session.snapshot().remedy;
    session.rewind();
    if (both) session.apply_remedy(remedy);
  } else if (sets) {
    session.apply_remedy(session.snapshot().remedy);
  }
}

void draw_run_banner(UiContext& context, float width) {
  const Snapshot& latest = context.session.snapshot();
  const bool wrong = latest.status == RunStatus::diverged || latest.status == RunStatus::failed;
  const std::string key = std::to_string(context.side) + "/" + std::to_string(latest.generation) + latest.message;
  if (latest.message.empty() || context.ui.answered_message == key || context.session.missing_file() != nullptr) return;
  ImGui::PushID("run");
  Banner banner{Icon::warning, wrong ? context.theme.bad : context.theme.warning, latest.message};
  banner.buttons = remedies(context.session);
  const int answer = draw_banner(context, banner, width);
  if (answer == kDismissed) context.ui.answered_message = key;
  apply_remedy(context.session, banner.buttons.size(), answer);
  ImGui::PopID();
}

void draw_file_banner(UiContext& context, float width) {
  const DataFileIdentity* file = context.session.missing_file();
  if (file == nullptr) return;
  const std::string shape = file->shape.empty() ? "" : " (" + file->shape + ")";
  ImGui::PushID("file");
  Banner banner{Icon::numbers, context.theme.accent,
                "The link wants your file " + file->name + shape + ": drop it anywhere on this page.", false};
  banner.buttons = {"Choose the file…"};
  if (draw_banner(context, banner, width) == 0) context.requests.pick_files = context.session.demo()->files.endings;
  ImGui::PopID();
}

// Of the page, not of a run.
void draw_notices(UiContext& context, float width) {
  if (!context.pictures.problem().empty())
    draw_banner(context, {Icon::warning, context.theme.warning, context.pictures.problem(), false}, width);
  std::vector<Notice>& notices = context.ui.notices;
  for (std::size_t i = 0; i < notices.size();) {
    ImGui::PushID(static_cast<int>(i));
    const bool problem = notices[i].kind == Notice::Kind::problem;
    const Banner banner{problem ? Icon::warning : Icon::help, problem ? context.theme.bad : context.theme.accent,
                        notices[i].text};
    const bool dismissed = draw_banner(context, banner, width) == kDismissed;
    ImGui::PopID();
    if (dismissed) {
      notices.erase(notices.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
}

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

// One run with its banners. Where the centre scrolls, from the cursor down; otherwise in the box from the cursor's
// height on.
void draw_run(UiContext& context, const Box& box, bool scrolls) {
  ImGui::PushID(context.side);
  const float top = ImGui::GetCursorScreenPos().y, pad = context.theme.px(8);
  ImGui::SetCursorScreenPos({box.x + pad, top});
  const float width = box.width - 2 * pad;
  if (context.stage.beside() != nullptr) draw_run_heading(context, width);
  draw_file_banner(context, width);
  draw_run_banner(context, width);
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
  draw_notices(context, ImGui::GetContentRegionAvail().x);
  if (empty) {
    draw_welcome(context, box);
  } else {
    if (context.narrow && context.ui.maximised.empty() && !context.embedded)
      draw_headline(context, ImGui::GetContentRegionAvail().x);
    draw_runs(context, box, scrolls);
  }
  if (scrolls) scroll_by_finger();
  ImGui::End();
}

}  // namespace lectern
