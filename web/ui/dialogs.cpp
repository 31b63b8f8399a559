#include "web/ui/dialogs.h"

#include <algorithm>
#include <cmath>

#include "web/ui/commands.h"
#include "web/ui/qr_code.h"
#include "web/ui/widgets.h"

namespace lectern {

bool begin_dialog(UiContext& context, const char* title, bool& open, DialogLook look) {
  if (!open) return false;
  const ImVec2 all = ImGui::GetIO().DisplaySize;
  const Theme& theme = context.theme;
  if (!ImGui::IsPopupOpen(title)) ImGui::OpenPopup(title);
  const float margin = look.sheet ? 0 : theme.px(16), width = look.sheet ? all.x : std::min(look.width, all.x - margin);
  ImGui::SetNextWindowPos(ImVec2(all.x / 2, all.y / 2), ImGuiCond_Always, ImVec2(0.5f, 0.5f));
  ImGui::SetNextWindowSizeConstraints(ImVec2(width, look.sheet ? all.y : 0), ImVec2(width, all.y - margin));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(theme.px(20), theme.px(16)));
  const bool shown = ImGui::BeginPopupModal(title, nullptr,
                                            ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_AlwaysAutoResize |
                                                ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  ImGui::PopStyleVar();
  if (!shown) return false;
  fitted_text(theme, theme.fonts.heading, theme.text, title, ImGui::GetContentRegionAvail().x - theme.px(40));
  ImGui::SameLine(ImGui::GetContentRegionMax().x - theme.px(28));
  if (icon_button(theme, "close", Icon::close, "Close  (Esc)", {.quiet = true, .touch = context.narrow})) open = false;
  const bool outside =
      ImGui::IsMouseClicked(0) && !ImGui::IsWindowAppearing() &&
      !ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows | ImGuiHoveredFlags_AllowWhenBlockedByActiveItem |
                              ImGuiHoveredFlags_RootWindow);
  if (outside && !look.stays && !context.fields.any_open()) open = false;
  return true;
}

void end_dialog(bool open) {
  if (!open) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

namespace {

constexpr float kCodeSide_px = 196;
constexpr int kSavedCodeSide = 1200;  // sharp on a slide of 4K
constexpr const char* kSaveCode = "Save the QR code";

void option(UiContext& context, const char* label, const char* help, bool& on) {
  ImGui::PushID(label);
  toggle(context.theme, "switch", on);
  ImGui::SameLine(0, context.theme.px(10));
  ImGui::TextUnformatted(label);
  explain(context.theme, help);
  ImGui::PopID();
}

// Text to take along: shown shortened, copied whole.
void copyable(UiContext& context, const char* what, const std::string& text, bool primary) {
  const Theme& theme = context.theme;
  ImGui::PushID(what);
  ImGui::PushStyleColor(ImGuiCol_Text, theme.muted);
  ImGui::TextUnformatted(what);
  ImGui::PopStyleColor();
  const float button = theme.px(76);
  const float width = ImGui::GetContentRegionAvail().x - button - theme.px(8);
  const EditableLook look{.width = width, .touch = context.narrow};
  // An edited copy changes nothing: the field is there so that the text can be selected by hand.
  static_cast<void>(editable_text(theme, context.fields, (std::string("share/") + what).c_str(), text, what, look));
  ImGui::SameLine(0, theme.px(8));
  const bool copied = context.ui.copied == what;
  if (text_button(theme, copied ? "Copied##copy" : "Copy##copy", {.primary = primary, .touch = context.narrow})) {
    context.requests.copy = text;
    context.ui.copied = what;
  }
  ImGui::PopID();
}

std::string escaped_for_html(const std::string& text) {
  std::string escaped;
  for (const char c : text)
    escaped += c == '&' ? std::string("&amp;") : c == '"' ? std::string("&quot;") : std::string(1, c);
  return escaped;
}

// As an item of about this side, dark on light in every theme, as cameras expect it. Modules are whole pixels.
void draw_code(const QrCode& code, float wanted_side) {
  const auto modules = static_cast<float>(code.size + 2 * kQrMargin);
  const float edge = std::max(std::round(wanted_side / modules), 2.0f), side = edge * modules;
  const ImVec2 cursor = ImGui::GetCursorScreenPos();
  const ImVec2 low(std::round(cursor.x), std::round(cursor.y));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, ImVec2(low.x + side, low.y + side), IM_COL32_WHITE);
  for (int row = 0; row < code.size; ++row) {
    for (int column = 0; column < code.size; ++column) {
      if (!code.is_dark(column, row)) continue;
      const float x = low.x + edge * static_cast<float>(column + kQrMargin);
      const float y = low.y + edge * static_cast<float>(row + kQrMargin);
      list.AddRectFilled(ImVec2(x, y), ImVec2(x + edge, y + edge), IM_COL32_BLACK);
    }
  }
  ImGui::Dummy(ImVec2(side, side));
}

// The link for cameras: on the projector, and as a picture for slides of any program.
void offer_code(UiContext& context, const std::string& link) {
  const Theme& theme = context.theme;
  std::optional<QrCode>& code = context.ui.share_code;
  if (context.ui.share_coded != link) {
    code = qr_code_of(link);
    context.ui.share_coded = link;
  }
  if (!code) {
    wrapped_text(theme.fonts.small, theme.muted, "The link is too long for a QR code that phones can read.",
                 ImGui::GetContentRegionAvail().x);
    return;
  }
  draw_code(*code, theme.px(kCodeSide_px));
  ImGui::SameLine(0, theme.px(16));
  ImGui::BeginGroup();
  wrapped_text(theme.fonts.text, theme.muted,
               "A phone opens the link from this code: from the projector, or from a slide of PowerPoint or Keynote.",
               ImGui::GetContentRegionAvail().x);
  const ExperimentInfo* demo = context.session.demo();
  if (text_button(theme, kSaveCode, {.touch = context.narrow}) && demo != nullptr)
    context.requests.downloads.push_back({demo->id + "-qr.png", "image/png", png_of(*code, kSavedCodeSide)});
  context.ui.button_places[kSaveCode] = last_item_box();
  ImGui::EndGroup();
}

}  // namespace

void draw_share_dialog(UiContext& context) {
  UiState& ui = context.ui;
  if (!ui.share_open) ui.copied.clear();
  if (!begin_dialog(context, "Share this state", ui.share_open, {.width = context.theme.px(560)})) return;
  const Theme& theme = context.theme;
  LinkView view;
  if (ui.share_theme) view.theme = theme.dark ? "dark" : "light";
  view.lesson_stop = context.lesson.link_stop();
  if (view.lesson_stop > 0) view.lesson = context.lesson.link_text();
  const std::string link = platform::page_address() + context.stage.link(view, ui.share_step);
  view.embed = true;
  const std::string embedded = platform::page_address() + context.stage.link(view, ui.share_step);

  wrapped_text(
      theme.fonts.text, theme.muted,
      "Whoever opens the link gets this very run: the same parameters, seeds and drawn points, the same numbers "
      "bit for bit.",
      ImGui::GetContentRegionAvail().x);
  copyable(context, "Link", link, true);
  copyable(context, "To embed in a page",
           "<iframe src=\"" + escaped_for_html(embedded) +
               "\" width=\"960\" height=\"640\" style=\"border:0\" allow=\"cross-origin-isolated; clipboard-write; "
               "fullscreen\"></iframe>",
           false);
  ImGui::Dummy(ImVec2(0, theme.px(2)));
  offer_code(context, link);
  ImGui::Dummy(ImVec2(0, theme.px(2)));
  option(context, "Run to the present step, then pause", "Otherwise the link opens the run at its beginning.",
         ui.share_step);
  option(context, theme.dark ? "Open in the dark theme" : "Open in the light theme",
         "Otherwise the reader's own theme.", ui.share_theme);
  if (context.session.missing_file() != nullptr || !context.session.snapshot().plan.files.empty()) {
    wrapped_text(theme.fonts.small, theme.warning,
                 "This run uses your own file. The link carries its name, shape and fingerprint; whoever opens it is "
                 "asked for the file.",
                 ImGui::GetContentRegionAvail().x);
  }
  end_dialog(ui.share_open);
}

void draw_help_dialog(UiContext& context) {
  const bool wide = ImGui::GetIO().DisplaySize.x > context.theme.px(940);
  if (!begin_dialog(context, "Keys", context.ui.help_open, {.width = context.theme.px(wide ? 900 : 480)})) return;
  const Theme& theme = context.theme;
  const int pairs = wide ? 2 : 1;
  if (ImGui::BeginTable("keys", 2 * pairs, ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_PadOuterX)) {
    for (int i = 0; i < pairs; ++i) {
      ImGui::TableSetupColumn("key", 0, theme.px(64));
      ImGui::TableSetupColumn("what", ImGuiTableColumnFlags_WidthStretch);
    }
    for (const Shortcut& shortcut : shortcuts()) {
      if (!is_offered(shortcut.command, context)) continue;
      ImGui::TableNextColumn();
      ImGui::PushFont(theme.fonts.strong);
      ImGui::TextUnformatted(shortcut.keys);
      ImGui::PopFont();
      ImGui::TableNextColumn();
      ImGui::TextWrapped("%s", shortcut.description);
    }
    ImGui::EndTable();
  }
  wrapped_text(
      theme.fonts.small, theme.muted,
      "K moves the keyboard among the controls, Shift K back; Space presses one, Esc ends it. Plots: drag moves, the wheel or two fingers zoom, a double click fits. "
      "The bar under the transport is the run's past: drag it back and play on from there.",
      ImGui::GetContentRegionAvail().x);
  end_dialog(context.ui.help_open);
}

}  // namespace lectern
