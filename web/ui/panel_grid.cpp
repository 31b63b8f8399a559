#include "web/ui/panel_grid.h"

#include <algorithm>

#include "core/lab/panel_csv.h"
#include "web/ui/grid_packing.h"
#include "web/ui/panel_sink.h"
#include "web/ui/widgets.h"
#include "web/views/panel_view.h"

namespace lectern {

namespace {

constexpr float kHeader_px = 32;  // logical
constexpr float kTouchHeader_px = 44;
constexpr float kSide_px = 10, kFoot_px = 8;  // around a panel's content

// What a kind of panel asks of the grid, its title bar included; sizes in logical px.
PackedItem packed_item_of(const PanelContent& content) {
  struct Visitor {
    PackedItem operator()(const Plane& plane) const {
      if (plane.equal_scale) return {1, 1.05f, 220, 230, 2};
      return plane.comparable ? PackedItem{1, 1.75f, 210, 165} : PackedItem{1, 1.4f, 220, 180};
    }
    PackedItem operator()(const Images& images) const {
      return images.drawable ? PackedItem{1, 1.15f, 230, 190} : PackedItem{1, 1.5f, 180, 130};
    }
    PackedItem operator()(const Network&) const { return {1, 1.5f, 300, 200}; }
    PackedItem operator()(const Tree&) const { return {1, 1.5f, 240, 180}; }
    PackedItem operator()(const MatrixCells& matrix) const {
      const float cells = static_cast<float>(std::max(1, matrix.cols)) / static_cast<float>(std::max(1, matrix.rows));
      return {1, std::clamp(cells, 0.6f, 2.5f), 180, 180};
    }
    PackedItem operator()(const Distribution&) const { return {1, 1.6f, 210, 165}; }
    PackedItem operator()(const Cloud&) const { return {1, 1.1f, 220, 220}; }
    PackedItem operator()(const Table&) const { return {1, 1.6f, 220, 130}; }
    PackedItem operator()(const Text&) const { return {1, 1.6f, 190, 110}; }
  };
  return std::visit(Visitor{}, content);
}

const char* kind_name(const PanelContent& content) {
  constexpr const char* kNames[] = {"plane",        "images", "network", "tree", "matrix",
                                    "distribution", "cloud",  "table",   "text"};
  return kNames[content.index()];
}

std::string file_name(const UiContext& context, const Panel& panel, const char* ending) {
  return context.session.demo()->id + "-" + panel.id + "-" + std::to_string(context.session.snapshot().step) + ending;
}

void toggle_maximised(UiContext& context, const Panel& panel) {
  const bool is = context.ui.maximised == panel.id;
  context.ui.maximised = is ? "" : panel.id;
}

void save_numbers(UiContext& context, const Panel& panel) {
  context.requests.downloads.push_back({file_name(context, panel, ".csv"), "text/csv", export_csv(panel)});
}

void save_picture(UiContext& context, const Panel& panel, const Box& card) {
  context.requests.pictures.push_back({file_name(context, panel, ".png"), card});
}

void draw_panel_help(UiContext& context, const Panel& panel, const Box& card) {
  const Theme& theme = context.theme;
  const float width = std::min(theme.px(290), card.width - theme.px(40));
  ImGui::SetNextWindowPos(ImVec2(card.right(), card.y + theme.px(kHeader_px)), ImGuiCond_Always, ImVec2(1, 0));
  if (!ImGui::BeginPopup("about this panel")) return;
  wrapped_text(theme.fonts.text, theme.text, panel.help, width);
  ImGui::EndPopup();
}

// The buttons of a panel, from right to left; they show when the pointer is near.
void draw_panel_buttons(UiContext& context, const Panel& panel, const Box& card) {
  const Theme& theme = context.theme;
  const bool maximised = context.ui.maximised == panel.id;
  const float side = theme.px(24), y = card.y + theme.px(5);
  float x = card.right() - theme.px(6);
  const auto button = [&](const char* id, Icon icon, const char* tooltip) {
    x -= side;
    ImGui::SetCursorScreenPos(ImVec2(x, y));
    return icon_button(theme, id, icon, tooltip, {.quiet = true});
  };
  if (button("maximise", maximised ? Icon::restore : Icon::maximise,
             maximised ? "Back to all panels  (Esc)" : "Enlarge  (double click on the title)")) {
    toggle_maximised(context, panel);
  }
  if (button("numbers", Icon::numbers, "Save the numbers as CSV")) save_numbers(context, panel);
  if (button("picture", Icon::picture, "Save the picture as PNG")) save_picture(context, panel, card);
  if (!panel.help.empty() && button("panel help", Icon::help, panel.help.c_str())) ImGui::OpenPopup("about this panel");
}

// For fingers: one large button with a menu.
void draw_panel_menu(UiContext& context, const Panel& panel, const Box& card) {
  const Theme& theme = context.theme;
  const bool maximised = context.ui.maximised == panel.id;
  ImGui::SetCursorScreenPos(ImVec2(card.right() - theme.px(46), card.y));
  if (icon_button(theme, "panel menu", Icon::more, "", {.touch = true})) ImGui::OpenPopup("panel menu");
  bool help = false;
  if (ImGui::BeginPopup("panel menu")) {
    const auto entry = [&](const char* label) {
      return ImGui::Selectable(label, false, 0, ImVec2(theme.px(210), theme.px(40)));
    };
    ImGui::PushStyleVar(ImGuiStyleVar_SelectableTextAlign, ImVec2(0, 0.5f));
    if (entry(maximised ? "Back to all panels" : "Enlarge")) toggle_maximised(context, panel);
    if (!panel.help.empty()) help = entry("How to read this");
    if (entry("Save the picture (PNG)")) save_picture(context, panel, card);
    if (entry("Save the numbers (CSV)")) save_numbers(context, panel);
    ImGui::PopStyleVar();
    ImGui::EndPopup();
  }
  if (help) ImGui::OpenPopup("about this panel");
}

void draw_header(UiContext& context, const Panel& panel, const Box& card, float height) {
  const Theme& theme = context.theme;
  const bool on_title = ImGui::IsMouseHoveringRect(ImVec2(card.x, card.y), ImVec2(card.right(), card.y + height));
  if (on_title && ImGui::IsWindowHovered() && ImGui::IsMouseDoubleClicked(0)) toggle_maximised(context, panel);

  const bool near =
      ImGui::IsMouseHoveringRect(ImVec2(card.x, card.y), ImVec2(card.right(), card.bottom())) &&
      ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows | ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
  const bool menu = context.narrow || context.touch;
  const bool buttons = near || ImGui::GetIO().NavVisible;
  const float taken = menu ? theme.px(60) : buttons ? theme.px(112) : theme.px(24);
  ImGui::SetCursorScreenPos(ImVec2(card.x + theme.px(12), card.y + (height - ImGui::GetTextLineHeight()) / 2));
  fitted_text(theme, theme.fonts.strong, theme.text, panel.title, card.width - taken - theme.px(12));
  if (menu) {
    draw_panel_menu(context, panel, card);
  } else if (buttons) {
    draw_panel_buttons(context, panel, card);
  }
  draw_panel_help(context, panel, card);
}

std::string view_key(const UiContext& context, const Panel& panel) {
  return lectern::view_key(*context.session.demo(), panel, context.side);
}

float header_height(const UiContext& context) {
  return context.theme.px(context.narrow || context.touch ? kTouchHeader_px : kHeader_px);
}

void draw_card(UiContext& context, const Panel& panel, const Box& card, bool scrolls) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 low(card.x, card.y), high(card.right(), card.bottom());
  const float rounding = theme.px(9);
  list.AddRectFilled(ImVec2(low.x, low.y + theme.px(1.5f)), ImVec2(high.x, high.y + theme.px(1.5f)), theme.shadow,
                     rounding);
  list.AddRectFilled(low, high, theme.surface, rounding);
  list.AddRect(low, high, theme.border, rounding);

  ImGui::PushID(panel.id.c_str());
  const float side = theme.px(kSide_px), header = header_height(context);
  draw_header(context, panel, card, header);
  ImGui::SetCursorScreenPos(ImVec2(card.x + side, card.y + header));
  const ImVec2 size(card.width - 2 * side, card.height - header - theme.px(kFoot_px));
  ImGui::PushStyleColor(ImGuiCol_ChildBg, 0);
  const ImGuiWindowFlags flags = scrolls ? ImGuiWindowFlags_NoScrollWithMouse : 0;
  const bool visible = ImGui::BeginChild("content", size, 0, flags);
  if (visible && size.x > theme.px(24) && size.y > theme.px(24)) {
    ViewState& state = context.ui.view_states[view_key(context, panel)];
    PanelSink sink(context, panel.id);
    ViewContext view{.theme = theme, .pictures = context.pictures, .actions = sink, .state = state};
    view.snapshot_number = context.session.snapshot_number();
    ChangeWatch& watch = context.ui.watches[static_cast<std::size_t>(context.side)];
    watch.see(context.session.snapshot(), view.snapshot_number, ImGui::GetTime());
    view.run = watch.run();
    view.change = watch.change();
    view.look = &context.ui.looks[static_cast<std::size_t>(context.side)];
    view.subject = watch.subject();
    view.touch = context.touch;
    view.pinch = context.pinch;
    view.maximised = context.ui.maximised == panel.id;
    view.page_scrolls = scrolls;
    const float height_before = state.content_height;
    draw_panel(panel, view);
    if (scrolls && state.content_height != height_before) sink.request_frame(0);
  }
  ImGui::EndChild();
  ImGui::PopStyleColor();
  ImGui::PopID();
}

std::vector<PackedItem> items_of(const Snapshot& snapshot, float scale) {
  std::vector<PackedItem> items;
  for (const Panel& panel : snapshot.panels) {
    PackedItem item = packed_item_of(panel.content);
    item.weight = static_cast<float>(std::clamp(panel.weight, 1, 4));
    item.least_width *= scale;
    item.least_height *= scale;
    items.push_back(item);
  }
  return items;
}

// In a column a list takes what it needs: nobody scrolls inside what scrolls.
void ask_for_whole_lists(UiContext& context, std::vector<PackedItem>& items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto known = context.ui.view_states.find(view_key(context, context.session.snapshot().panels[i]));
    if (known != context.ui.view_states.end() && known->second.content_height > 0)
      items[i].content_height = header_height(context) + known->second.content_height + context.theme.px(kFoot_px);
  }
}

const Panel* maximised_panel(UiContext& context) {
  for (const Panel& panel : context.session.snapshot().panels) {
    if (panel.id == context.ui.maximised) return &panel;
  }
  return nullptr;
}

}  // namespace

std::string view_key(const ExperimentInfo& demo, const Panel& panel, int side) {
  return (side == 0 ? "" : "beside/") + demo.id + "/" + panel.id + "/" + kind_name(panel.content);
}

void draw_panel_grid(UiContext& context, const Box& box) {
  const Snapshot& snapshot = context.session.snapshot();
  const float margin = context.theme.px(8);
  const Box area = box.inset(margin);
  if (const Panel* panel = maximised_panel(context)) {
    draw_card(context, *panel, area, false);
    return;
  }
  std::vector<PackedItem> items = items_of(snapshot, context.theme.scale);
  if (context.narrow) {
    ask_for_whole_lists(context, items);
    const ImVec2 top = ImGui::GetCursorScreenPos();
    const std::vector<Box> column = pack_column(items, {area.x, top.y + margin, area.width, area.height}, margin);
    for (std::size_t i = 0; i < column.size(); ++i) draw_card(context, snapshot.panels[i], column[i], true);
    ImGui::SetCursorScreenPos(ImVec2(top.x, column.empty() ? top.y : column.back().bottom()));
    ImGui::Dummy(ImVec2(1, margin));
    return;
  }
  const std::vector<Box>& grid =
      context.ui.grids[static_cast<std::size_t>(context.side)].grid(std::move(items), area, margin);
  for (std::size_t i = 0; i < grid.size(); ++i) draw_card(context, snapshot.panels[i], grid[i], false);
}

}  // namespace lectern
