#include "web/ui/messages.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "web/gl/pictures.h"
#include "web/model/parameter_names.h"
#include "web/ui/transport_bar.h"
#include "web/ui/widgets.h"
#include "web/views/subscripts.h"

namespace lectern {

namespace {

struct Message {
  Icon icon = Icon::warning;
  ImU32 color = 0;
  std::string text;
  bool problem = true;
  std::vector<std::string> buttons = {};  // what can be done about it; the last one is the best
  std::function<void(int)> press = {};    // the button of that index
  std::function<void()> dismiss = {};     // nothing: it stays
};

float width_of_buttons(const Theme& theme, const Message& message) {
  float width = 0;
  for (const std::string& label : message.buttons) width += ImGui::CalcTextSize(label.c_str()).x + theme.px(32);
  return width;
}

void draw_buttons(UiContext& context, const Message& message, ImVec2 at) {
  for (std::size_t i = 0; i < message.buttons.size(); ++i) {
    ImGui::SetCursorScreenPos(at);
    const ButtonLook look{.primary = i + 1 == message.buttons.size(), .touch = context.narrow};
    if (text_button(context.theme, message.buttons[i].c_str(), look)) message.press(static_cast<int>(i));
    const ImVec2 low = ImGui::GetItemRectMin(), size = ImGui::GetItemRectSize();
    context.ui.button_places[message.buttons[i]] = {low.x, low.y, size.x, size.y};
    at.x = low.x + size.x + context.theme.px(8);
  }
}

// At the cursor, over the whole width. The buttons stand beside a text of one line, otherwise below it.
void draw_message(UiContext& context, const Message& message, float width) {
  const Theme& theme = context.theme;
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float pad = theme.px(10), icon = theme.px(26), close = message.dismiss ? theme.px(30) : 0;
  const float all_buttons = width_of_buttons(theme, message), button = theme.px(context.narrow ? 44 : 30);
  const float room = width - 2 * pad - icon - close;
  const bool below = ImGui::CalcTextSize(message.text.c_str()).x > room - all_buttons && !message.buttons.empty();
  const float text_width = room - (below ? 0 : all_buttons);
  const ImVec2 text = ImGui::CalcTextSize(message.text.c_str(), nullptr, false, text_width);
  const float text_height = std::max(text.y + 2 * pad, theme.px(38));
  const float height = below ? text_height + button + pad : text_height;
  const ImVec2 high(low.x + width, low.y + height);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, mixed(theme.surface, message.color, 0.1f), theme.px(8));
  list.AddRect(low, high, faded(message.color, 0.6f), theme.px(8));
  draw_icon(list, message.icon, ImVec2(low.x + pad + theme.px(8), low.y + text_height / 2), theme.px(16),
            message.color);
  ImGui::SetCursorScreenPos(ImVec2(low.x + pad + icon, low.y + (text_height - text.y) / 2));
  wrapped_text(theme.fonts.text, theme.text, message.text, text_width);
  draw_buttons(context, message,
               below ? ImVec2(low.x + pad + icon, low.y + text_height)
                     : ImVec2(high.x - close - all_buttons, low.y + (height - button) / 2));
  if (message.dismiss) {
    ImGui::SetCursorScreenPos(ImVec2(high.x - theme.px(32), low.y + (text_height - theme.px(24)) / 2));
    if (icon_button(theme, "dismiss", Icon::close, "Dismiss", {.quiet = true})) message.dismiss();
  }
  ImGui::SetCursorScreenPos(low);
  ImGui::Dummy(ImVec2(width, height));
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

void add_run_message(UiContext& context, std::vector<Message>& messages) {
  Session& session = context.session;
  const Snapshot& latest = session.snapshot();
  const bool wrong = latest.status == RunStatus::diverged || latest.status == RunStatus::failed;
  const std::string key = std::to_string(context.side) + "/" + std::to_string(latest.generation) + latest.message;
  if (latest.message.empty() || context.ui.answered_message == key || session.missing_file() != nullptr) return;
  Message message{Icon::warning, wrong ? context.theme.bad : context.theme.warning, with_subscripts(latest.message)};
  message.buttons = remedies(session);
  message.press = [&session, count = message.buttons.size()](int pressed) { apply_remedy(session, count, pressed); };
  message.dismiss = [&ui = context.ui, key] { ui.answered_message = key; };
  messages.push_back(std::move(message));
}

void add_file_message(UiContext& context, std::vector<Message>& messages) {
  const DataFileIdentity* file = context.session.missing_file();
  if (file == nullptr) return;
  const std::string shape = file->shape.empty() ? "" : " (" + file->shape + ")";
  Message message{Icon::numbers, context.theme.accent,
                  "The link wants your file " + file->name + shape + ": drop it anywhere on this page.", false};
  message.buttons = {"Without it", "Choose the file…"};
  message.press = [&context](int pressed) {
    const ExperimentInfo& demo = *context.session.demo();
    if (pressed == 0) context.requests.open_link = "#/" + demo.id;
    if (pressed == 1) context.requests.pick_files = readable_endings(demo);
  };
  messages.push_back(std::move(message));
}

void add_reading(UiContext& context, std::vector<Message>& messages) {
  if (context.ui.reading.empty()) return;
  Message message{Icon::help, context.theme.accent, context.ui.reading, false, {"Stop reading"}};
  message.press = [&context](int) { context.ui.stop_reading = true; };
  messages.push_back(std::move(message));
}

// Of the page, not of a run.
void add_notices(UiContext& context, std::vector<Message>& messages) {
  if (!context.pictures.problem().empty())
    messages.push_back({Icon::warning, context.theme.warning, context.pictures.problem()});
  std::vector<Notice>& notices = context.ui.notices;
  for (std::size_t i = 0; i < notices.size(); ++i) {
    const bool problem = notices[i].kind == Notice::Kind::problem;
    Message message{problem ? Icon::warning : Icon::help, problem ? context.theme.bad : context.theme.accent,
                    notices[i].text, problem};
    // Cleared here, taken away after all have been drawn.
    message.dismiss = [&notices, i] { notices[i].text.clear(); };
    messages.push_back(std::move(message));
  }
}

// "3 problems", and whether all of them are shown.
void draw_fold(UiContext& context, std::span<const Message> messages, float width) {
  const Theme& theme = context.theme;
  const bool problems = std::all_of(messages.begin(), messages.end(), [](const Message& each) { return each.problem; });
  const bool open = context.ui.messages_open;
  const std::string text =
      std::to_string(messages.size()) + (problems ? " problems " : " messages ") + (open ? "▾" : "▸");
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float height = theme.px(context.narrow ? 44 : 26);
  if (ImGui::InvisibleButton("all messages", ImVec2(width, height))) context.ui.messages_open = !open;
  const bool lively = ImGui::IsItemHovered();
  if (lively) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  const ImVec2 size = ImGui::CalcTextSize(text.c_str());
  ImGui::GetWindowDrawList()->AddText(ImVec2(low.x + theme.px(10), low.y + (height - size.y) / 2),
                                      lively ? theme.accent : theme.text, text.c_str());
}

std::vector<Message> messages_of(UiContext& context, bool for_page) {
  std::vector<Message> messages;
  if (for_page) add_reading(context, messages);
  add_file_message(context, messages);
  add_run_message(context, messages);
  if (for_page) add_notices(context, messages);
  return messages;
}

}  // namespace

void draw_messages(UiContext& context, const Box& box, bool for_page) {
  const Theme& theme = context.theme;
  const std::vector<Message> messages = messages_of(context, for_page);
  if (messages.empty()) return;
  const float margin = theme.px(12), pad = theme.px(6);
  const float width = std::min(box.width - 2 * margin, theme.px(760));
  // Above the line of titles.
  ImGui::SetNextWindowPos(ImVec2(box.x + box.width / 2, box.bottom() - theme.px(40)), ImGuiCond_Always,
                          ImVec2(0.5f, 1));
  ImGui::SetNextWindowSizeConstraints(ImVec2(width, 0), ImVec2(width, box.height - theme.px(60)));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(pad, pad));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, theme.px(11));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(pad, pad));
  ImGui::PushStyleColor(ImGuiCol_WindowBg, theme.surface);
  ImGui::Begin(context.side == 0 ? "Messages" : "Messages beside", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_AlwaysAutoResize |
                   ImGuiWindowFlags_NoFocusOnAppearing);
  const float inner = width - 2 * pad;
  if (messages.size() > 1) draw_fold(context, messages, inner);
  const std::size_t shown = context.ui.messages_open ? messages.size() : 1;
  for (std::size_t i = 0; i < shown; ++i) {
    ImGui::PushID(static_cast<int>(i));
    draw_message(context, messages[i], inner);
    ImGui::PopID();
  }
  ImGui::End();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(3);
  std::erase_if(context.ui.notices, [](const Notice& notice) { return notice.text.empty(); });
}

}  // namespace lectern
