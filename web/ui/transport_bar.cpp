#include "web/ui/transport_bar.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/lab/text.h"
#include "web/ui/commands.h"
#include "web/ui/compare_menu.h"
#include "web/ui/home.h"
#include "web/ui/panel_grid.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

constexpr float kUnlimitedFrom = 0.96f;  // slider position
constexpr double kFastestLimit = 10000;

// Places controls from left to right on the middle line of the bar.
class BarCursor {
 public:
  BarCursor(const UiContext& context, const Box& box)
      : box_(box), x_(box.x + context.theme.px(10)), gap_(context.theme.px(2)) {}

  void place(float height) {
    ImGui::SetCursorScreenPos(ImVec2(std::round(x_), std::round(box_.y + (box_.height - height) / 2)));
  }
  // After a control was drawn.
  void advance() { x_ = ImGui::GetItemRectMax().x + gap_; }
  void skip(float width) { x_ += width; }
  void move_to(float x) { x_ = x; }
  float x() const { return x_; }

 private:
  Box box_;
  float x_;
  float gap_;
};

void command_button(UiContext& context, BarCursor& bar, const char* id, Icon icon, Command command,
                    ButtonLook look = {}) {
  look.touch = context.narrow;
  bar.place(look.touch ? context.theme.px(44) : context.theme.px(32));
  if (icon_button(context.theme, id, icon, tooltip_of(command).c_str(), look)) perform(command, context);
  bar.advance();
}

void separator(const UiContext& context, BarCursor& bar, const Box& box) {
  bar.skip(context.theme.px(7));
  const float inset = box.height * 0.28f;
  ImGui::GetWindowDrawList()->AddLine(ImVec2(bar.x(), box.y + inset), ImVec2(bar.x(), box.bottom() - inset),
                                      context.theme.border);
  bar.skip(context.theme.px(8));
}

void draw_run_buttons(UiContext& context, BarCursor& bar) {
  const bool open = context.session.demo() != nullptr;
  const bool playing = context.stage.playing();
  command_button(context, bar, "play", playing ? Icon::pause : Icon::play, Command::play_pause,
                 {.enabled = open, .primary = true});
  bar.skip(context.theme.px(4));
  const bool moved = open && context.stage.first().snapshot().step > 0;
  command_button(context, bar, "step back", Icon::step_back, Command::step_back, {.enabled = moved});
  command_button(context, bar, "step", Icon::step, Command::step, {.enabled = open});
}

void draw_resets(UiContext& context, BarCursor& bar) {
  const bool open = context.session.demo() != nullptr;
  command_button(context, bar, "same start", Icon::restart, Command::same_start, {.enabled = open});
  if (is_offered(Command::new_start, context))
    command_button(context, bar, "new start", Icon::new_start, Command::new_start, {.enabled = open});
  if (is_offered(Command::new_data, context))
    command_button(context, bar, "new data", Icon::new_data, Command::new_data, {.enabled = open});
}

void set_seed_from(UiContext& context, const std::string& text) {
  const std::optional<unsigned long long> seed = parse_natural(plain_number(text));
  if (seed && *seed <= kMaximumSeed) return context.session.set_seed(*seed);
  context.ui.notices.push_back({Notice::Kind::problem, "Seed: " + in_quotes(text) +
                                                           " is not allowed; allowed are whole numbers from 0 to " +
                                                           std::to_string(kMaximumSeed) + "."});
}

void draw_seed(UiContext& context, float label_y_offset) {
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() + label_y_offset);
  const float y = ImGui::GetCursorPosY();
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.muted);
  ImGui::TextUnformatted("Seed");
  ImGui::PopStyleColor();
  ImGui::SameLine(0, context.theme.px(6));
  ImGui::SetCursorPosY(y - label_y_offset);
  const EditableLook look{.width = context.theme.px(64), .touch = context.narrow, .kind = "number"};
  const auto typed = editable_text(context.theme, context.fields, "transport/seed",
                                   std::to_string(context.session.seed()), "Seed", look);
  explain(context.theme,
          "Seed of everything random but the data: initial values, batches, noise. The same seed gives the same run.");
  if (typed) set_seed_from(context, *typed);
}

std::string speed_text(double limit) {
  if (limit <= 0) return "max";
  return grouped_digits(static_cast<std::uint64_t>(std::lround(limit))) + "/s";
}

void draw_speed(UiContext& context, float width) {
  const float y = ImGui::GetCursorPosY();
  float t = speed_position(context.stage.speed_limit());
  if (slider(context.theme, "speed", t, 0.05f, width, context.narrow).changed)
    context.stage.set_speed_limit(speed_at(t));
  explain(context.theme, "Speed: steps per second, from 1 to 10 000; at the right end as fast as this machine can.");
  const float slider_height = ImGui::GetItemRectSize().y;
  ImGui::SameLine(0, context.theme.px(6));
  ImGui::SetCursorPosY(y + (slider_height - ImGui::GetTextLineHeight()) / 2);
  ImGui::PushStyleColor(ImGuiCol_Text, context.theme.muted);
  ImGui::TextUnformatted(speed_text(context.stage.speed_limit()).c_str());
  ImGui::PopStyleColor();
}

std::string rate_text(const UiContext& context) {
  const Snapshot& latest = context.session.snapshot();
  if (context.session.seeking()) return "going to " + grouped_digits(context.session.aim());
  if (context.stage.playing() && context.stage.beside() != nullptr) return "running";
  switch (latest.status) {
    case RunStatus::running: {
      const double rate = latest.steps_per_second;
      if (rate <= 0) return "running";
      return (rate >= 10 ? grouped_digits(static_cast<std::uint64_t>(std::lround(rate)))
                         : std::to_string(rate).substr(0, 3)) +
             " steps/s";
    }
    case RunStatus::finished: return "finished";
    case RunStatus::diverged: return "diverged";
    case RunStatus::failed: return "not started";
    case RunStatus::paused: return latest.step == 0 ? "ready" : "paused";
    case RunStatus::idle: return "";
  }
  return "";
}

void draw_counter(UiContext& context, BarCursor& bar, const Box& box) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const std::string count = grouped_digits(context.session.snapshot().step);
  const float top = box.y + box.height / 2 - theme.px(18);
  list.AddText(theme.fonts.strong, theme.fonts.strong->FontSize * ImGui::GetIO().FontGlobalScale, ImVec2(bar.x(), top),
               theme.text, count.c_str());
  const ImU32 color = context.session.snapshot().status == RunStatus::diverged ? theme.bad : theme.muted;
  const std::string rate = context.narrow ? rate_text(context) : "steps · " + rate_text(context);
  list.AddText(theme.fonts.small, theme.fonts.small->FontSize * ImGui::GetIO().FontGlobalScale,
               ImVec2(bar.x(), top + theme.px(19)), color, rate.c_str());
}

std::string health_text(const UiContext& context) {
  const platform::Health& health = context.health;
  if (health.threads) {
    const int workers = context.session.workers();
    return "Running on " + std::to_string(workers) + (workers == 1 ? " thread" : " threads") +
           " of their own, with 128-bit SIMD. The page never waits for the computation.";
  }
  return "Running without threads, with 128-bit SIMD: the computation shares the page's own thread, so it is slower. "
         "Why: " +
         (health.why.empty() ? std::string("this build has none") : health.why) + ". Results are the same bit for bit.";
}

void draw_health(UiContext& context) {
  ButtonLook look{.touch = context.narrow};
  if (icon_button(context.theme, "health", context.health.threads ? Icon::threads : Icon::warning,
                  health_text(context).c_str(), look)) {
    context.ui.notices.push_back({Notice::Kind::note, health_text(context)});
  }
  const ImVec2 high = ImGui::GetItemRectMax();
  ImGui::GetWindowDrawList()->AddCircleFilled(ImVec2(high.x - context.theme.px(7), high.y - context.theme.px(7)),
                                              context.theme.px(3.5f),
                                              context.health.threads ? context.theme.good : context.theme.warning);
}

Icon icon_of(const UiContext& context, Command command) {
  switch (command) {
    case Command::undo: return Icon::undo;
    case Command::redo: return Icon::redo;
    case Command::share: return Icon::share;
    case Command::present: return Icon::present;
    case Command::theme: return context.theme.dark ? Icon::sun : Icon::moon;
    case Command::maximise: return context.ui.maximised.empty() ? Icon::maximise : Icon::restore;
    case Command::new_start: return Icon::new_start;
    case Command::new_data: return Icon::new_data;
    case Command::larger: return Icon::plus;
    case Command::smaller: return Icon::minus;
    default: return Icon::help;
  }
}

bool enabled(const UiContext& context, Command command) {
  switch (command) {
    case Command::undo: return context.session.can_undo();
    case Command::redo: return context.session.can_redo();
    case Command::share:
    case Command::present:
    case Command::maximise:
    case Command::new_start:
    case Command::new_data: return context.session.demo() != nullptr;
    default: return true;
  }
}

void draw_scale_menu(UiContext& context) {
  if (icon_button(context.theme, "scale", Icon::text_size, "Size of the interface  (+ and −)"))
    ImGui::OpenPopup("scale menu");
  if (!ImGui::BeginPopup("scale menu")) return;
  if (icon_button(context.theme, "smaller", Icon::minus, "Smaller")) perform(Command::smaller, context);
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  ImGui::Text("%d %%", static_cast<int>(std::lround(context.theme.scale * 100)));
  ImGui::SameLine();
  if (icon_button(context.theme, "larger", Icon::plus, "Larger")) perform(Command::larger, context);
  ImGui::EndPopup();
}

// Everything that did not fit the bar.
void draw_more_menu(UiContext& context, bool with_run_settings) {
  const Theme& theme = context.theme;
  if (icon_button(theme, "more", Icon::more, "More", {.touch = context.narrow})) ImGui::OpenPopup("more menu");
  if (!ImGui::BeginPopup("more menu")) return;
  if (with_run_settings) {
    if (context.session.offers(Restart::new_start)) draw_seed(context, theme.px(context.narrow ? 11.0f : 6.0f));
    draw_speed(context, theme.px(150));
    ImGui::Separator();
  }
  const float height = row_height(theme, context.narrow);
  const auto entry = [&](Command command) {
    const Shortcut& shortcut = shortcut_of(command);
    ImGui::PushStyleVar(ImGuiStyleVar_SelectableTextAlign, ImVec2(0, 0.5f));
    const std::string label = std::string("        ") + shortcut.short_label;
    const ImGuiSelectableFlags flags = enabled(context, command) ? 0 : ImGuiSelectableFlags_Disabled;
    const bool used = ImGui::Selectable(label.c_str(), false, flags, ImVec2(theme.px(230), height));
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
    const ImVec2 sign(low.x + theme.px(16), (low.y + high.y) / 2);
    draw_icon(*ImGui::GetWindowDrawList(), icon_of(context, command), sign, theme.px(15),
              enabled(context, command) ? theme.muted : theme.faint);
    if (used) perform(command, context);
    ImGui::PopStyleVar();
  };
  if (context.narrow) {
    for (const Command command : {Command::new_start, Command::new_data}) {
      if (is_offered(command, context)) entry(command);
    }
  }
  for (const Command command : {Command::undo, Command::redo, Command::share, Command::present, Command::maximise,
                                Command::theme, Command::larger, Command::smaller, Command::help}) {
    if (context.session.demo() != nullptr || enabled(context, command)) entry(command);
  }
  if (context.session.demo() != nullptr) {
    ImGui::Separator();
    draw_compare_entries(context);
  }
  if (context.narrow) {
    ImGui::Separator();
    wrapped_text(theme.fonts.small, theme.muted, health_text(context), theme.px(230));
  }
  ImGui::EndPopup();
}

void draw_page_buttons(UiContext& context, BarCursor& bar) {
  const float button = context.theme.px(32), gap = context.theme.px(2);
  bar.place(button);
  draw_compare_button(context);
  bar.skip(button + gap);
  for (const Command command :
       {Command::undo, Command::redo, Command::share, Command::present, Command::maximise, Command::theme}) {
    ImGui::PushID(static_cast<int>(command));
    command_button(context, bar, "page button", icon_of(context, command), command,
                   {.enabled = enabled(context, command)});
    ImGui::PopID();
  }
  bar.place(button);
  draw_scale_menu(context);
  bar.skip(button + gap);
  command_button(context, bar, "help", Icon::help, Command::help);
}

// What is presented stands where otherwise the settings of the run are.
void draw_presented_headline(UiContext& context, float left, float right, float middle) {
  const Theme& theme = context.theme;
  const PresentedHeadline headline = presented_headline(context);
  ImGui::SetCursorScreenPos(ImVec2(left, middle - theme.px(headline.note.empty() ? 13.0f : 23.0f)));
  fitted_text(theme, theme.fonts.heading, theme.text, headline.title, right - left);
  if (headline.note.empty()) return;
  ImGui::SetCursorScreenPos(ImVec2(left, middle + theme.px(4)));
  fitted_text(theme, theme.fonts.small, theme.muted, headline.note, right - left);
}

void draw_wide(UiContext& context, const Box& box) {
  const Theme& theme = context.theme;
  const bool presenting = context.ui.presenting;
  const bool whole = box.width >= theme.px(presenting ? 1500.0f : 1120.0f);
  const bool with_settings = box.width >= theme.px(850) && !presenting;
  BarCursor bar(context, box);
  if (!context.embedded) {
    command_button(context, bar, "home", Icon::home, Command::home);
    command_button(context, bar, "demos", Icon::menu, Command::demos, {.active = context.ui.drawer == Drawer::demos});
    bar.skip(theme.px(6));
  }
  draw_run_buttons(context, bar);
  separator(context, bar, box);
  draw_resets(context, bar);
  separator(context, bar, box);
  if (with_settings && context.session.demo() != nullptr) {
    if (context.session.offers(Restart::new_start)) {
      bar.place(theme.px(30));
      draw_seed(context, theme.px(6));
      bar.advance();
      bar.skip(theme.px(12));
    }
    bar.place(theme.px(20));
    draw_speed(context, theme.px(whole ? 120.0f : 90.0f));
    bar.skip(theme.px(whole ? 186.0f : 156.0f));
    separator(context, bar, box);
  }
  if (context.session.demo() != nullptr) draw_counter(context, bar, box);

  const float button = theme.px(34);
  const float right = (whole ? 9 : 1) * button + button + (context.embedded ? 0 : button) + theme.px(12);
  constexpr float kCounter_px = 136;
  if (presenting)
    draw_presented_headline(context, bar.x() + theme.px(kCounter_px), box.right() - right - theme.px(8),
                            box.y + box.height / 2);
  bar.move_to(box.right() - right);
  if (whole) {
    draw_page_buttons(context, bar);
  } else {
    bar.place(theme.px(32));
    draw_more_menu(context, !with_settings);
    bar.skip(button);
  }
  bar.place(theme.px(32));
  draw_health(context);
  bar.skip(button);
  if (!context.embedded)
    command_button(context, bar, "controls", Icon::sliders, Command::controls, {.active = context.ui.controls_open});
}

void draw_narrow(UiContext& context, const Box& box) {
  const Theme& theme = context.theme;
  const float button = theme.px(44);
  BarCursor bar(context, box);
  if (!context.embedded) command_button(context, bar, "home", Icon::home, Command::home);
  draw_run_buttons(context, bar);
  command_button(context, bar, "same start", Icon::restart, Command::same_start,
                 {.enabled = context.session.demo() != nullptr});
  bar.skip(theme.px(6));
  if (context.session.demo() != nullptr) draw_counter(context, bar, box);
  bar.move_to(box.right() - (context.embedded ? 1 : 2) * (button + theme.px(2)) - theme.px(6));
  bar.place(button);
  draw_more_menu(context, true);
  bar.skip(button + theme.px(2));
  if (!context.embedded)
    command_button(context, bar, "controls", Icon::sliders, Command::controls,
                   {.active = context.ui.drawer == Drawer::controls});
}

// While no demo is open: the name of the page, the search and what concerns the page alone.
void draw_home_bar(UiContext& context, const Box& box) {
  const Theme& theme = context.theme;
  BarCursor bar(context, box);
  const float margin = home_margin(context, box.width), button = theme.px(context.narrow ? 46 : 34);
  const float right = box.right() - margin + theme.px(8) - static_cast<float>(context.narrow ? 1 : 4) * button;
  bar.move_to(box.x + margin);
  bar.place(theme.fonts.heading->FontSize * ImGui::GetIO().FontGlobalScale);
  wrapped_text(theme.fonts.heading, theme.text, "Lectern", theme.px(120));
  bar.advance();
  bar.skip(theme.px(context.narrow ? 12 : 24));
  bar.place(theme.px(context.narrow ? 40 : 30));
  draw_home_search(context, std::min(right - bar.x() - theme.px(8), theme.px(340)));
  bar.move_to(right);
  if (context.narrow) {
    bar.place(theme.px(44));
    return draw_more_menu(context, false);
  }
  command_button(context, bar, "theme", icon_of(context, Command::theme), Command::theme);
  bar.place(theme.px(32));
  draw_scale_menu(context);
  bar.skip(button);
  command_button(context, bar, "help", Icon::help, Command::help);
  bar.place(theme.px(32));
  draw_health(context);
}

}  // namespace

void draw_transport_bar(UiContext& context, const Box& box) {
  ImGui::SetNextWindowPos(ImVec2(box.x, box.y));
  ImGui::SetNextWindowSize(ImVec2(box.width, box.height));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::Begin("Transport", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(2);
  const bool home = context.stage.first().demo() == nullptr;
  const float edge = context.narrow && !home ? box.y : box.bottom() - 1;
  ImGui::GetWindowDrawList()->AddLine(ImVec2(box.x, edge), ImVec2(box.right(), edge), context.theme.border);
  if (home) {
    draw_home_bar(context, box);
  } else {
    context.narrow ? draw_narrow(context, box) : draw_wide(context, box);
  }
  ImGui::End();
}

std::string grouped_digits(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, "\u2009");
  }
  return digits;
}

double speed_at(float t) {
  if (t >= kUnlimitedFrom) return 0;
  return std::pow(kFastestLimit, static_cast<double>(t) / kUnlimitedFrom);
}

float speed_position(double steps_per_second) {
  if (steps_per_second <= 0) return 1;
  const double t = std::log(std::max(1.0, steps_per_second)) / std::log(kFastestLimit) * kUnlimitedFrom;
  return std::min(static_cast<float>(t), kUnlimitedFrom - 0.001f);
}

}  // namespace lectern
