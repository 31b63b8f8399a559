#include "web/ui/panel_grid.h"

#include <algorithm>
#include <cmath>

#include "core/lab/panel_csv.h"
#include "core/lab/panel_json.h"
#include "web/ui/grid_packing.h"
#include "web/ui/panel_shape.h"
#include "web/ui/panel_sink.h"
#include "web/ui/widgets.h"
#include "web/views/drawing.h"
#include "web/views/panel_view.h"

namespace lectern {

namespace {

constexpr float kHeader_px = 32;  // logical
constexpr float kTouchHeader_px = 44;
constexpr float kStripLine_px = 28;  // of the titles of panels that have no room
constexpr std::size_t kMostPresented = 4;

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

// The ways to save a picture, as entries of a menu.
template <typename Entry>
void offer_pictures(UiContext& context, const Panel& panel, const Box& card, Entry entry) {
  const auto save = [&](const char* ending, bool is_vector, float ratio, bool is_light) {
    context.requests.pictures.push_back({file_name(context, panel, ending), card, is_vector, ratio, is_light});
  };
  if (entry("Picture (PNG), as shown")) save(".png", false, 0, false);
  for (const int ratio : {2, 3, 4}) {
    const std::string label = "PNG " + std::to_string(ratio) +
                              " ×: " + std::to_string(std::lround(card.width * static_cast<float>(ratio))) + " × " +
                              std::to_string(std::lround(card.height * static_cast<float>(ratio))) + " pixels";
    if (entry(label.c_str()))
      save(("-" + std::to_string(ratio) + "x.png").c_str(), false, static_cast<float>(ratio), false);
  }
  if (entry("Drawing (SVG), as shown")) save(".svg", true, 0, false);
  if (entry("Drawing (SVG), light for paper")) save("-light.svg", true, 0, true);
}

void draw_picture_menu(UiContext& context, const Panel& panel, const Box& card) {
  const Theme& theme = context.theme;
  if (!ImGui::BeginPopup("picture menu")) return;
  offer_pictures(context, panel, card, [&](const char* label) {
    const bool chosen = ImGui::Selectable(label, false, 0, ImVec2(theme.px(260), theme.px(26)));
    context.ui.button_places[label] = last_item_box();
    return chosen;
  });
  ImGui::EndPopup();
}

void draw_panel_help(UiContext& context, const Panel& panel, const Box& card) {
  const Theme& theme = context.theme;
  const float width = std::min(theme.px(290), card.width - theme.px(40));
  ImGui::SetNextWindowPos(ImVec2(card.right(), card.y + theme.px(kHeader_px)), ImGuiCond_Always, ImVec2(1, 0));
  if (!ImGui::BeginPopup("about this panel")) return;
  wrapped_text(theme.fonts.text, theme.text, panel.help, width);
  ImGui::EndPopup();
}

constexpr float kButton_px = 24;

float buttons_width_px(const Panel& panel) { return kButton_px * (panel.help.empty() ? 3.0f : 4.0f) + 12; }

// Always there, left of the other buttons' place, lest anybody has to look for it.
void draw_sound_button(UiContext& context, const Panel& panel, const Box& card, float others_px) {
  const Theme& theme = context.theme;
  const bool large = context.narrow || context.touch;
  const float side = theme.px(large ? 46.0f : kButton_px);
  ImGui::SetCursorScreenPos(ImVec2(card.right() - theme.px(others_px) - side, card.y + theme.px(large ? 0.0f : 5.0f)));
  if (icon_button(theme, "sound", Icon::sound, panel.sound->name.c_str(), {.quiet = true, .touch = large}))
    context.requests.sound = panel.sound;
  context.ui.button_places["listen to " + panel.id] = last_item_box();
}

// The buttons of a panel, from right to left; they show when the pointer is near.
void draw_panel_buttons(UiContext& context, const Panel& panel, const Box& card) {
  const Theme& theme = context.theme;
  const bool maximised = context.ui.maximised == panel.id;
  const float side = theme.px(kButton_px), y = card.y + theme.px(5);
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
  if (button("picture", Icon::picture, "Save the picture: PNG or SVG")) ImGui::OpenPopup("picture menu");
  context.ui.button_places["picture of " + panel.id] = last_item_box();
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
    offer_pictures(context, panel, card, entry);
    if (entry("Save the numbers (CSV)")) save_numbers(context, panel);
    ImGui::PopStyleVar();
    ImGui::EndPopup();
  }
  if (help) ImGui::OpenPopup("about this panel");
}

// The title, whole: smaller where it is long, in two lines where it is very long. Returns whether it is.
bool draw_title(const Theme& theme, const std::string& title, ImVec2 middle_left, float width) {
  constexpr float kSmallest = 0.78f;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto draw = [&](ImFont* font, float scale, float y, std::string_view text) {
    const float size = line_height(*font) * scale;
    list.AddText(font, size, ImVec2(middle_left.x, std::floor(y - size / 2)), theme.text, text.data(),
                 text.data() + text.size());
  };
  const float whole = text_width(*theme.fonts.strong, title);
  if (const float scale = std::min(1.0f, width / std::max(whole, 1.0f)); scale >= kSmallest) {
    draw(theme.fonts.strong, scale, middle_left.y, title);
    return true;
  }
  std::size_t split = std::string::npos;
  float longer = whole * kSmallest;
  for (std::size_t at = title.find(' '); at != std::string::npos; at = title.find(' ', at + 1)) {
    const std::string_view text = title;
    const float part = std::max(text_width(*theme.fonts.small, text.substr(0, at)),
                                text_width(*theme.fonts.small, text.substr(at + 1)));
    if (part < longer) longer = part, split = at;
  }
  if (split != std::string::npos && longer <= width) {
    const float half = 0.47f * line_height(*theme.fonts.small);
    draw(theme.fonts.small, 0.94f, middle_left.y - half, std::string_view(title).substr(0, split));
    draw(theme.fonts.small, 0.94f, middle_left.y + half, std::string_view(title).substr(split + 1));
    return true;
  }
  return draw_fitting_label(list, *theme.fonts.small, middle_left, 0, theme.text, title, width);
}

void draw_header(UiContext& context, const Panel& panel, const Box& card, float height) {
  const Theme& theme = context.theme;
  const bool on_title = ImGui::IsMouseHoveringRect(ImVec2(card.x, card.y), ImVec2(card.right(), card.y + height));
  if (on_title && ImGui::IsWindowHovered() && ImGui::IsMouseDoubleClicked(0)) toggle_maximised(context, panel);

  const bool near =
      ImGui::IsMouseHoveringRect(ImVec2(card.x, card.y), ImVec2(card.right(), card.bottom())) &&
      ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows | ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
  const bool menu = context.narrow || context.touch;
  const bool buttons = near || ImGui::GetIO().NavVisible || ImGui::IsPopupOpen("picture menu");
  const ImVec2 title(card.x + theme.px(12), card.y + height / 2);
  const float room = card.width - theme.px((menu ? 60.0f : 24.0f) + (panel.sound ? 46.0f : 0.0f));
  context.ui.view_states[view_key(*context.session.demo(), panel, context.side)].title_is_whole =
      draw_title(theme, panel.title, title, room);
  if (context.is_pictured) return;
  if (menu) {
    draw_panel_menu(context, panel, card);
  } else if (buttons) {
    const float taken = theme.px(buttons_width_px(panel));
    ImGui::GetWindowDrawList()->AddRectFilled(ImVec2(card.right() - taken, card.y + theme.px(2)),
                                              ImVec2(card.right() - theme.px(2), card.y + height - theme.px(1)),
                                              faded(theme.surface, 0.92f), theme.px(7));
    draw_panel_buttons(context, panel, card);
  }
  if (panel.sound) draw_sound_button(context, panel, card, menu ? 48 : buttons_width_px(panel));
  draw_panel_help(context, panel, card);
  draw_picture_menu(context, panel, card);
}

std::string view_key(const UiContext& context, const Panel& panel) {
  return lectern::view_key(*context.session.demo(), panel, context.side);
}

float header_height(const UiContext& context) {
  return context.theme.px(context.narrow || context.touch ? kTouchHeader_px : kHeader_px);
}

void draw_card(UiContext& context, const Panel& panel, const Box& card, bool scrolls, bool framed = false) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 low(card.x, card.y), high(card.right(), card.bottom());
  const float rounding = theme.px(9);
  list.AddRectFilled(ImVec2(low.x, low.y + theme.px(1.5f)), ImVec2(high.x, high.y + theme.px(1.5f)), theme.shadow,
                     rounding);
  list.AddRectFilled(low, high, theme.surface, rounding);
  list.AddRect(low, high, framed ? theme.accent : theme.border, rounding, 0, framed ? theme.px(2) : 1);

  ImGui::PushID(panel.id.c_str());
  const float side = theme.px(kPanelSide_px), header = header_height(context);
  draw_header(context, panel, card, header);
  ImGui::SetCursorScreenPos(ImVec2(card.x + side, card.y + header));
  const ImVec2 size(card.width - 2 * side, card.height - header - theme.px(kPanelFoot_px));
  ImGui::PushStyleColor(ImGuiCol_ChildBg, 0);
  // In a column a panel is as high as its content: a bar would only take width from it, and make it higher.
  const bool is_whole =
      scrolls && context.ui.view_states[view_key(context, panel)].content_height <= size.y + theme.px(40);
  const ImGuiWindowFlags flags =
      scrolls ? ImGuiWindowFlags_NoScrollWithMouse | (is_whole ? ImGuiWindowFlags_NoScrollbar : 0) : 0;
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

std::vector<PackedItem> items_of(UiContext& context) {
  std::vector<PackedItem> items;
  for (const Panel& panel : context.session.snapshot().panels) {
    ViewState& state = context.ui.view_states[view_key(context, panel)];
    items.push_back(shape_of(panel, context.theme, state, header_height(context)));
  }
  return items;
}

// In a column a list takes what it needs: nobody scrolls inside what scrolls.
void ask_for_whole_lists(UiContext& context, std::vector<PackedItem>& items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto known = context.ui.view_states.find(view_key(context, context.session.snapshot().panels[i]));
    if (known != context.ui.view_states.end() && known->second.content_height > 0)
      items[i].content_height = header_height(context) + known->second.content_height + context.theme.px(kPanelFoot_px);
  }
}

const Panel* maximised_panel(UiContext& context) {
  for (const Panel& panel : context.session.snapshot().panels) {
    if (panel.id == context.ui.maximised) return &panel;
  }
  return nullptr;
}

// The panels that were called belong to the demo and the stop they were called in.
void forget_calls_from_elsewhere(UiContext& context) {
  std::string here = context.session.demo()->id;
  for (const std::string& id : context.ui.shown_panels) here += "/" + id;
  if (context.side == 1 || here == context.ui.called_in) return;
  context.ui.called_in = std::move(here);
  context.ui.called_panels.clear();
  context.ui.called_lead = false;
  context.ui.page = 0;
}

// Those that a stop names, then those called, then the others.
std::vector<std::size_t> order_of(const UiContext& context, bool called_lead) {
  const UiState& ui = context.ui;
  std::vector<std::string> called;
  if (!ui.shown_panels.empty()) called.assign(ui.shown_panels.begin() + 1, ui.shown_panels.end());
  // The last called takes the place of the last named.
  called.insert(called.begin(), ui.called_panels.begin(), ui.called_panels.end());
  const std::string lead = called_lead && !ui.called_panels.empty() ? ui.called_panels.front()
                           : ui.shown_panels.empty()                ? std::string()
                                                                    : ui.shown_panels.front();
  return by_importance(context.session.snapshot().panels, lead, called);
}

// In a column: those that a stop names, in its order, then the others as they stand.
std::vector<std::size_t> column_order(const UiContext& context) {
  const ReusableList<Panel>& panels = context.session.snapshot().panels;
  std::vector<std::size_t> order;
  for (const std::string& id : context.ui.shown_panels)
    for (std::size_t i = 0; i < panels.size(); ++i)
      if (panels[i].id == id && std::find(order.begin(), order.end(), i) == order.end()) order.push_back(i);
  for (std::size_t i = 0; i < panels.size(); ++i)
    if (std::find(order.begin(), order.end(), i) == order.end()) order.push_back(i);
  return order;
}

// How many panels a stop names that there are; 0: no stop names any.
std::size_t named_count(const UiContext& context) {
  std::size_t count = 0;
  for (const Panel& panel : context.session.snapshot().panels) {
    const std::vector<std::string>& named = context.ui.shown_panels;
    if (std::find(named.begin(), named.end(), panel.id) != named.end()) ++count;
  }
  return count;
}

float chip_width(const Theme& theme, const std::string& title, float widest) {
  return std::min(text_width(*theme.fonts.small, title) + theme.px(20), widest);
}

// The titles of panels that have no room, in at most two lines; where they would take more, long ones are cut.
constexpr int kStripLines = 2;

float widest_chip(const UiContext& context, std::span<const std::size_t> hidden, float width) {
  const Theme& theme = context.theme;
  const auto lines = [&](float widest) {
    float x = theme.px(50);
    int count = 1;
    for (const std::size_t index : hidden) {
      const float chip = chip_width(theme, context.session.snapshot().panels[index].title, widest);
      if (x + chip > width + 1) x = 0, ++count;
      x += chip + theme.px(6);
    }
    return count;
  };
  for (float widest = width; widest > theme.px(70); widest -= theme.px(15))
    if (lines(widest) <= kStripLines) return widest;
  return theme.px(70);
}

// Of the titles of the panels that will hardly have room.
float strip_height(const UiContext& context, std::span<const std::size_t> order, std::size_t shown, float width) {
  const Theme& theme = context.theme;
  float x = theme.px(50);
  int lines = 1;
  for (std::size_t i = shown; i < order.size(); ++i) {
    const float chip = chip_width(theme, context.session.snapshot().panels[order[i]].title, width) + theme.px(6);
    if (x + chip > width && lines < kStripLines) x = 0, ++lines;
    x += chip;
  }
  return static_cast<float>(lines) * theme.px(context.touch ? 44.0f : kStripLine_px) + theme.px(2);
}

void call_panel(UiContext& context, const std::string& id) {
  std::vector<std::string>& called = context.ui.called_panels;
  std::erase(called, id);
  called.insert(called.begin(), id);
  context.ui.called_lead = false;
}

// "More:" and the titles of the panels that have no room; a tap gives one the place of another.
void draw_strip(UiContext& context, std::span<const std::size_t> hidden, const Box& box) {
  const Theme& theme = context.theme;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImFont& font = *theme.fonts.small;
  const float line = theme.px(context.touch ? 44.0f : kStripLine_px);
  const float high = theme.px(context.touch ? 38.0f : 22.0f);
  draw_label(list, font, {box.x + theme.px(4), box.y + line / 2}, 0, theme.muted, "More:");
  float x = box.x + theme.px(50), y = box.y;
  const float widest = widest_chip(context, hidden, box.width);
  for (const std::size_t index : hidden) {
    const Panel& panel = context.session.snapshot().panels[index];
    const float width = chip_width(theme, panel.title, widest);
    if (x + width > box.right() + 1 && y + 1.5f * line < box.bottom()) x = box.x, y += line;
    const ImVec2 low(x, y + (line - high) / 2), upper(x + width, y + (line + high) / 2);
    ImGui::SetCursorScreenPos(low);
    ImGui::PushID(panel.id.c_str());
    if (ImGui::InvisibleButton("show panel", {width, high})) call_panel(context, panel.id);
    const bool lively = ImGui::IsItemHovered() || (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible);
    if (lively) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    ImGui::PopID();
    context.ui.button_places["show " + panel.id] = {low.x, low.y, width, high};
    list.AddRectFilled(low, upper, lively ? theme.hovered : theme.surface, high / 2);
    list.AddRect(low, upper, lively ? theme.accent : theme.border, high / 2);
    const bool whole = draw_fitting_label(list, font, {(low.x + upper.x) / 2, (low.y + upper.y) / 2}, 0.5f,
                                          lively ? theme.accent : theme.text, panel.title, width - theme.px(12));
    if (!whole) explain(theme, panel.title);
    x += width + theme.px(6);
  }
}

GridWish wish_of(const UiContext& context, const Box& area, bool called_lead) {
  GridWish wish;
  wish.subject = context.session.demo()->id;
  if (context.lesson.walking()) wish.subject += "/" + std::to_string(context.lesson.at());
  wish.order = order_of(context, called_lead);
  const std::size_t named = named_count(context);
  // A panel called beside those named needs a place of its own.
  wish.most = named > 0 ? named + (context.ui.called_panels.empty() || named > 2 ? 0 : 1) : 0;
  wish.named = named;
  wish.pages = context.ui.presenting;
  if (wish.pages)
    wish.most = std::min(wish.most > 0 ? wish.most : kMostPresented, kMostPresented);
  else
    wish.strip = strip_height(context, wish.order, named > 0 ? named : 3, area.width);
  return wish;
}

bool shows(const GridPage& page, const UiContext& context, const std::string& id) {
  return std::any_of(page.shown.begin(), page.shown.end(),
                     [&](std::size_t index) { return context.session.snapshot().panels[index].id == id; });
}

// Presented pictures are to be read from the last row.
void enlarge(PackedItem& item) {
  constexpr float kLarger = 0.35f;
  if (item.list.is_list()) return;
  item.least_width += kLarger * std::max(0.0f, item.least_width - item.frame_width);
  item.least_height += kLarger * std::max(0.0f, item.least_height - item.frame_height);
}

// What is shown in the grid. A panel that was called and has no room beside the one that leads takes its place.
const std::vector<GridPage>& planned_pages(UiContext& context, std::vector<PackedItem> items, const Box& area,
                                           float gap) {
  GridKeeper& keeper = context.ui.grids[static_cast<std::size_t>(context.side)];
  // The one that leads has more of the room than its share.
  constexpr float kLead = 3;
  const bool led = context.ui.called_lead;
  GridWish wish = wish_of(context, area, led);
  if (wish.pages)
    for (PackedItem& item : items) enlarge(item);
  if (!wish.order.empty()) items[wish.order.front()].weight *= kLead;
  const std::vector<GridPage>& pages =
      keeper.plan(std::move(items), std::move(wish), area, gap, ImGui::IsAnyMouseDown());
  if (!led && !context.ui.called_panels.empty() && !pages.empty() &&
      !shows(pages.front(), context, context.ui.called_panels.front()))
    context.ui.called_lead = true;
  return pages;
}

// Two runs of one demo side by side show the same panels in the same places.
std::vector<GridPage> pages_of_first(const UiContext& context, const Box& area) {
  const Session& first = context.stage.first();
  std::vector<GridPage> pages = context.ui.grids[0].pages();
  const ReusableList<Panel>&here = context.session.snapshot().panels, &there = first.snapshot().panels;
  const bool alike =
      context.side == 1 && first.demo() == context.session.demo() && here.size() == there.size() &&
      std::equal(here.begin(), here.end(), there.begin(), [](const Panel& a, const Panel& b) { return a.id == b.id; });
  if (!alike || pages.empty()) return {};
  const Box from = context.ui.grids[0].area();
  if (from.width != area.width || from.height != area.height) return {};
  for (GridPage& page : pages) {
    for (Box& box : page.boxes) {
      box.x += area.x - from.x;
      box.y += area.y - from.y;
    }
  }
  return pages;
}

// Those of the page that are not in it, in the order of the panels.
std::vector<std::size_t> hidden_panels(const GridPage& page, std::size_t count) {
  std::vector<std::size_t> hidden;
  for (std::size_t i = 0; i < count; ++i)
    if (std::find(page.shown.begin(), page.shown.end(), i) == page.shown.end()) hidden.push_back(i);
  return hidden;
}

// What is not seen has no place on the screen that a script could press.
void forget_places(UiContext& context, std::span<const std::size_t> hidden) {
  for (const std::size_t index : hidden) {
    PlotView& plot = context.ui.view_states[view_key(context, context.session.snapshot().panels[index])].plot;
    plot.area_min = plot.area_max = ImVec2(0, 0);
  }
}

void draw_grid(UiContext& context, const Box& area, float gap) {
  const Snapshot& snapshot = context.session.snapshot();
  forget_calls_from_elsewhere(context);
  std::vector<GridPage> pages = pages_of_first(context, area);
  if (pages.empty()) pages = planned_pages(context, items_of(context), area, gap);
  if (pages.empty()) return;
  const std::size_t at = context.ui.presenting ? std::min(context.ui.page, pages.size() - 1) : 0;
  const GridPage& page = pages[at];
  for (std::size_t i = 0; i < page.shown.size(); ++i) {
    const bool framed = i == 0 && at == 0 && !context.ui.shown_panels.empty();
    draw_card(context, snapshot.panels[page.shown[i]], page.boxes[i], false, framed);
  }
  const std::vector<std::size_t> hidden = hidden_panels(page, snapshot.panels.size());
  forget_places(context, hidden);
  if (context.ui.presenting || hidden.empty()) return;
  float bottom = area.y;
  for (const Box& box : page.boxes) bottom = std::max(bottom, box.bottom());
  draw_strip(context, hidden, {area.x, bottom + context.theme.px(2), area.width, area.bottom() - bottom});
}

}  // namespace

std::string view_key(std::string_view demo, std::string_view panel, const PanelContent& content, int side) {
  return (side == 0 ? "" : "beside/") + std::string(demo) + "/" + std::string(panel) + "/" + kind_name(content);
}

std::string view_key(const ExperimentInfo& demo, const Panel& panel, int side) {
  return view_key(demo.id, panel.id, panel.content, side);
}

const Panel* lead_panel(const UiContext& context) {
  const ReusableList<Panel>& panels = context.session.snapshot().panels;
  return panels.empty() ? nullptr : &panels[order_of(context, false).front()];
}

std::size_t page_count(const UiContext& context) {
  return context.ui.grids[static_cast<std::size_t>(context.side)].pages().size();
}

PresentedHeadline presented_headline(const UiContext& context) {
  PresentedHeadline headline;
  if (context.session.demo() == nullptr) return headline;
  headline.title = context.session.demo()->title;
  if (context.lesson.walking()) headline.title += "  ·  " + context.lesson.stop().title;
  const std::vector<GridPage>& pages = context.ui.grids[static_cast<std::size_t>(context.side)].pages();
  if (pages.size() < 2) return headline;
  const std::size_t next = std::min(context.ui.page, pages.size() - 1) + 1;
  headline.note = std::to_string(next) + " of " + std::to_string(pages.size());
  if (next == pages.size()) return headline;
  headline.note += "  ·  next:";
  for (const std::size_t index : pages[next].shown)
    if (index < context.session.snapshot().panels.size())
      headline.note +=
          (index == pages[next].shown.front() ? " " : ", ") + context.session.snapshot().panels[index].title;
  return headline;
}

void draw_panel_grid(UiContext& context, const Box& box) {
  const Snapshot& snapshot = context.session.snapshot();
  const float margin = context.theme.px(8);
  const Box area = box.inset(margin);
  if (const Panel* panel = maximised_panel(context)) {
    draw_card(context, *panel, area, false);
    return;
  }
  if (!context.narrow) return draw_grid(context, area, margin);
  std::vector<PackedItem> items = items_of(context), in_order;
  ask_for_whole_lists(context, items);
  const std::vector<std::size_t> order = column_order(context);
  for (const std::size_t index : order) in_order.push_back(items[index]);
  const ImVec2 top = ImGui::GetCursorScreenPos();
  const std::vector<Box> column = pack_column(in_order, {area.x, top.y + margin, area.width, area.height}, margin);
  const bool framed = named_count(context) > 0;
  for (std::size_t i = 0; i < column.size(); ++i)
    draw_card(context, snapshot.panels[order[i]], column[i], true, framed && i == 0);
  ImGui::SetCursorScreenPos(ImVec2(top.x, column.empty() ? top.y : column.back().bottom()));
  ImGui::Dummy(ImVec2(1, margin));
}

}  // namespace lectern
