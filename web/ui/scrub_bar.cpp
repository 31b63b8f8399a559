#include "web/ui/scrub_bar.h"

#include <algorithm>
#include <cmath>

#include "web/model/parameter_names.h"
#include "web/ui/transport_bar.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

// Steps as places on the bar.
struct Track {
  float left, right, y;
  std::uint64_t last;

  float x(std::uint64_t step) const {
    if (last == 0) return left;
    const double share = static_cast<double>(std::min(step, last)) / static_cast<double>(last);
    return left + static_cast<float>(share) * (right - left);
  }
  std::uint64_t step(float at) const {
    const double share = std::clamp(static_cast<double>((at - left) / std::max(right - left, 1.0f)), 0.0, 1.0);
    return static_cast<std::uint64_t>(std::llround(share * static_cast<double>(last)));
  }
};

std::uint64_t furthest(const Session& session) {
  return std::max(session.snapshot().furthest_step, session.snapshot().step);
}

std::string described(const TimedEvent& event, const ExperimentInfo& demo, const Snapshot& snapshot) {
  if (const auto* action = std::get_if<Action>(&event.what)) {
    for (const Panel& panel : snapshot.panels) {
      if (panel.id == action->panel) return "a change in “" + panel.title + "”";
    }
    return "a change in a panel";
  }
  const auto& tuning = std::get<Tuning>(event.what);
  ParameterSet values = ParameterSet::defaults(demo.schema);
  const std::size_t index = demo.schema.index_of(tuning.parameter);
  if (index >= demo.schema.size() || !values.set(tuning.parameter, tuning.value).ok()) return "a change";
  const ParameterSpec& spec = demo.schema.specs()[index];
  return short_name(spec) + " = " + shown_value(spec, values);
}

void draw_ticks(const UiContext& context, const Session& session, const Track& track, float side) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Snapshot& latest = session.snapshot();
  for (const std::uint64_t step : latest.checkpoints) {
    const float x = std::round(track.x(step)) + 0.5f;
    list.AddLine({x, track.y + side * theme.px(3.5f)}, {x, track.y + side * theme.px(7)}, theme.faint);
  }
  for (const TimedEvent& event : latest.plan.events) {
    if (event.step > track.last) break;
    list.AddCircleFilled({track.x(event.step), track.y}, theme.px(3.5f), theme.surface);
    list.AddCircleFilled({track.x(event.step), track.y}, theme.px(2.5f), theme.warning);
  }
}

void draw_track(const UiContext& context, const Track& track, bool lively) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Session& first = context.stage.first();
  const float half = theme.px(lively ? 2.5f : 2);
  const auto bar = [&](float from, float to, ImU32 color) {
    list.AddRectFilled({from, track.y - half}, {to, track.y + half}, color, half);
  };
  bar(track.left, track.right, theme.dark ? theme.border : mixed(theme.border, theme.faint, 0.25f));
  const float here = track.x(first.snapshot().step);
  if (track.last > 0) bar(track.left, track.x(furthest(first)), mixed(theme.surface, theme.accent, 0.35f));
  bar(track.left, here, theme.accent);
  draw_ticks(context, first, track, 1);
  if (context.stage.beside() != nullptr) draw_ticks(context, *context.stage.beside(), track, -1);
  const float aim = track.x(context.ui.scrubbed_to.value_or(first.seeking() ? first.aim() : first.snapshot().step));
  if (std::fabs(aim - here) > 1) list.AddCircleFilled({here, track.y}, theme.px(3), theme.accent);
  list.AddCircleFilled({aim, track.y}, theme.px(lively ? 7 : 6), track.last > 0 ? theme.accent : theme.faint);
  list.AddCircleFilled({aim, track.y}, theme.px(lively ? 5 : 3.5f), lively ? theme.accent : theme.surface);
}

void draw_tooltip(const UiContext& context, const Track& track) {
  const float pointer = ImGui::GetIO().MousePos.x;
  const Session& first = context.stage.first();
  std::string text = "step " + grouped_digits(track.step(pointer));
  for (const TimedEvent& event : first.snapshot().plan.events) {
    if (event.step > track.last || std::fabs(track.x(event.step) - pointer) > context.theme.px(4)) continue;
    text = "step " + grouped_digits(event.step) + ": " + described(event, *first.demo(), first.snapshot());
  }
  if (first.seeking()) text += "\ngoing through step " + grouped_digits(first.snapshot().step);
  ImGui::SetTooltip("%s", text.c_str());
}

void take_input(UiContext& context, const Track& track) {
  const ImGuiIO& io = ImGui::GetIO();
  std::optional<std::uint64_t>& scrubbed = context.ui.scrubbed_to;
  if (ImGui::IsItemActive() && io.MouseDown[0]) {
    const std::uint64_t step = track.step(io.MousePos.x);
    if (scrubbed != step) context.stage.seek(step);
    scrubbed = step;
  } else {
    scrubbed.reset();
  }
  if (!ImGui::IsItemFocused() || !io.NavVisible) return;
  if (ImGui::IsKeyPressed(ImGuiKey_LeftArrow)) context.stage.step_back();
  if (ImGui::IsKeyPressed(ImGuiKey_RightArrow)) context.stage.step(1);
  if (ImGui::IsKeyPressed(ImGuiKey_Home)) context.stage.seek(0);
  if (ImGui::IsKeyPressed(ImGuiKey_End)) context.stage.seek(track.last);
}

}  // namespace

void draw_scrub_bar(UiContext& context, const Box& box) {
  ImGui::SetNextWindowPos(ImVec2(box.x, box.y));
  ImGui::SetNextWindowSize(ImVec2(box.width, box.height));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
  ImGui::Begin("Scrub", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(3);
  const float edge = context.narrow ? box.y : box.bottom() - 1;
  ImGui::GetWindowDrawList()->AddLine({box.x, edge}, {box.right(), edge}, context.theme.border);
  if (context.stage.first().demo() != nullptr) {
    const Session* beside = context.stage.beside();
    const std::uint64_t last = std::max(furthest(context.stage.first()), beside != nullptr ? furthest(*beside) : 0);
    const float inset = context.theme.px(16);
    const Track track{box.x + inset, box.right() - inset, std::round(box.y + box.height / 2), last};
    ImGui::SetCursorScreenPos({box.x, box.y});
    ImGui::BeginDisabled(last == 0);
    ImGui::InvisibleButton("scrub", {box.width, box.height});
    ImGui::EndDisabled();
    take_input(context, track);
    const bool lively = last > 0 && (ImGui::IsItemHovered() || ImGui::IsItemActive());
    draw_track(context, track, lively || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible));
    if (lively) draw_tooltip(context, track);
  }
  ImGui::End();
}

}  // namespace lectern
