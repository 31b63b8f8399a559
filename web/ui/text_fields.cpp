#include "web/ui/text_fields.h"

#include <imgui_stdlib.h>

#include "web/ui/widgets.h"

namespace lectern {

namespace {

std::optional<std::string> take(auto& event, std::string_view key) {
  if (!event || event->key != key) return std::nullopt;
  std::string value = std::move(event->value);
  event.reset();
  return value;
}

}  // namespace

void TextFields::happened(std::string_view key, std::string_view value, State state) {
  if (state == State::changed) {
    changed_ = Event{std::string(key), std::string(value)};
    return;
  }
  if (state == State::accepted) accepted_ = Event{std::string(key), std::string(value)};
  if (is_open(key)) open_ = false;
}

void TextFields::open(std::string_view key, std::string_view value, std::string_view label, std::string_view kind,
                      ImVec2 low, ImVec2 high) {
  if (open_ && !platform::has_text_fields()) happened(field_.key, field_.value, State::accepted);
  field_ = {std::string(key), std::string(value), std::string(label), std::string(kind), low.x, low.y,
            high.x - low.x,   high.y - low.y};
  if (platform::has_text_fields()) platform::open_text_field(field_);  // accepts the field before
  open_ = true;
  kept_ = true;
  wants_focus_ = true;
}

void TextFields::keep(std::string_view key, ImVec2 low, ImVec2 high) {
  if (!is_open(key)) return;
  kept_ = true;
  const bool moved = field_.x != low.x || field_.y != low.y || field_.width != high.x - low.x;
  field_.x = low.x;
  field_.y = low.y;
  field_.width = high.x - low.x;
  field_.height = high.y - low.y;
  if (moved && platform::has_text_fields()) platform::move_text_field(field_);
}

std::optional<std::string> TextFields::changed(std::string_view key) { return take(changed_, key); }
std::optional<std::string> TextFields::accepted(std::string_view key) { return take(accepted_, key); }

void TextFields::end_frame(const Theme& theme) {
  if (!open_) return;
  const bool native = platform::has_text_fields();
  if (!kept_) {
    if (native) platform::close_text_field(false);
    open_ = false;
    return;
  }
  kept_ = false;
  if (!native) draw_own(theme);
}

void TextFields::draw_own(const Theme& theme) {
  ImGui::SetNextWindowPos(ImVec2(field_.x, field_.y));
  ImGui::SetNextWindowSize(ImVec2(field_.width, field_.height));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
  ImGui::PushStyleColor(ImGuiCol_FrameBg, theme.raised);
  ImGui::Begin("##text field", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings);
  ImGui::SetNextItemWidth(field_.width);
  if (wants_focus_) ImGui::SetKeyboardFocusHere();
  constexpr ImGuiInputTextFlags kFlags = ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll;
  const bool lines = field_.kind == "lines";
  const bool entered =
      lines ? ImGui::InputTextMultiline("##value", &field_.value, ImVec2(field_.width, field_.height), kFlags)
            : ImGui::InputText("##value", &field_.value, kFlags);
  if (ImGui::IsItemEdited()) changed_ = Event{field_.key, field_.value};
  const bool left = ImGui::IsItemDeactivated();
  wants_focus_ = false;
  ImGui::End();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);
  if (entered) {
    happened(field_.key, field_.value, State::accepted);
  } else if (left) {
    const bool escaped = ImGui::IsKeyPressed(ImGuiKey_Escape);
    happened(field_.key, field_.value, escaped ? State::given_up : State::accepted);
  }
}

std::optional<std::string> editable_text(const Theme& theme, TextFields& fields, const char* key,
                                         std::string_view shown, std::string_view label, const EditableLook& look) {
  const float one_row = look.touch ? theme.px(40) : look.framed ? theme.px(30) : theme.px(24);
  const float height = one_row + static_cast<float>(look.rows - 1) * ImGui::GetTextLineHeight();
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high(low.x + look.width, low.y + height);
  const bool used = ImGui::InvisibleButton(key, ImVec2(look.width, height));
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (look.framed || hovered) list.AddRectFilled(low, high, hovered ? theme.hovered : theme.raised, theme.px(6));
  if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) list.AddRect(low, high, theme.accent, theme.px(6));
  const std::string text(shown.empty() ? look.placeholder : shown);
  const float pad = look.framed ? theme.px(9) : theme.px(5);
  const float wrap = look.rows > 1 ? look.width - 2 * pad : 0;
  const ImVec2 size = ImGui::CalcTextSize(text.c_str(), nullptr, false, look.rows > 1 ? wrap : -1);
  const float x = look.align_right ? high.x - pad - size.x : low.x + pad;
  list.PushClipRect(low, high, true);
  const float y = look.rows > 1 ? low.y + (one_row - ImGui::GetTextLineHeight()) / 2 : low.y + (height - size.y) / 2;
  list.AddText(ImGui::GetFont(), ImGui::GetFontSize(), ImVec2(x, y), shown.empty() ? theme.muted : theme.text,
               text.c_str(), nullptr, wrap);
  list.PopClipRect();
  if (used) fields.open(key, shown, label, look.kind, low, high);
  fields.keep(key, low, high);
  return fields.accepted(key);
}

}  // namespace lectern
