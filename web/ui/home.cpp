#include "web/ui/home.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <span>
#include <string>
#include <vector>

#include "core/lab/registry.h"
#include "web/ui/demo_list.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

// Logical px.
constexpr float kWidest_px = 1480;       // of the content
constexpr float kLeastTile_px = 225;     // wide; on a phone two stand side by side whatever its width
constexpr float kLeastRecent_px = 220;   // likewise
constexpr float kPictureShape = 0.625f;  // height to width, as tests/record_pictures makes them

struct Grid {
  float x, width, gap;
  int columns;

  Grid(const UiContext& context, const Box& box, float least_px) {
    const Theme& theme = context.theme;
    const float margin = home_margin(context, box.width);
    gap = theme.px(context.narrow ? 12 : 18);
    width = box.width - 2 * margin;
    x = box.x + margin;
    const int fitting = static_cast<int>((width + gap) / (theme.px(least_px) + gap));
    columns = std::max(fitting, width >= theme.px(300) ? 2 : 1);
  }
  float column_width() const {
    return std::floor((width - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns));
  }
  float column_x(int column) const { return x + static_cast<float>(column) * (column_width() + gap); }
};

float wrapped_height(ImFont* font, std::string_view text, float width) {
  ImGui::PushFont(font);
  const float height = ImGui::CalcTextSize(text.data(), text.data() + text.size(), false, width).y;
  ImGui::PopFont();
  return height;
}

void draw_heading(const UiContext& context, const Grid& grid, std::string_view text) {
  ImGui::SetCursorScreenPos(ImVec2(grid.x, ImGui::GetCursorScreenPos().y + context.theme.px(context.narrow ? 14 : 22)));
  wrapped_text(context.theme.fonts.heading, context.theme.text, text, grid.width);
  ImGui::SetCursorScreenPos(ImVec2(grid.x, ImGui::GetItemRectMax().y + context.theme.px(10)));
}

// The card that a button is drawn as; true where the pointer or the keyboard is on it.
bool draw_button_card(const Theme& theme, const Box& box) {
  const bool focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
  const bool lively = ImGui::IsItemHovered() || focused;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 low(box.x, box.y), high(box.right(), box.bottom());
  const float rounding = theme.px(9), drop = theme.px(1.5f);
  list.AddRectFilled(ImVec2(low.x, low.y + drop), ImVec2(high.x, high.y + drop), theme.shadow, rounding);
  list.AddRectFilled(low, high, theme.surface, rounding);
  return lively;
}

void draw_card_edge(const Theme& theme, const Box& box, bool lively) {
  ImGui::GetWindowDrawList()->AddRect(ImVec2(box.x, box.y), ImVec2(box.right(), box.bottom()),
                                      lively ? theme.accent : theme.border, theme.px(9), 0, lively ? theme.px(2) : 1);
}

// Fills the box, with what is beyond its shape cut off. Returns how far the picture is, as scripts are told.
const char* draw_picture(UiContext& context, const std::string& demo, const Box& box, ImDrawFlags corners) {
  const Theme& theme = context.theme;
  const ImVec2 low(box.x, box.y), high(box.right(), box.bottom());
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, theme.raised, theme.px(9), corners);
  if (!ImGui::IsRectVisible(low, high)) return "waiting";
  const DemoPictures::Entry& entry = context.ui.demo_pictures.picture(demo, theme.dark);
  if (entry.state == DemoPictures::Entry::State::waiting) return "waiting";
  if (entry.state == DemoPictures::Entry::State::missing) return "missing";
  const auto texture = reinterpret_cast<ImTextureID>(static_cast<std::intptr_t>(entry.texture.name()));
  const float shown = std::min(kPictureShape * box.width / box.height, 1.0f);  // of the picture's width
  const ImVec2 from((1 - shown) / 2, 0), to((1 + shown) / 2, 1);
  list.AddImageRounded(texture, low, high, from, to, IM_COL32_WHITE, theme.px(9), corners);
  return "shown";
}

// ---- The demos --------------------------------------------------------------------------------------------

struct TileLayout {
  float width, picture, pad, text_width;

  TileLayout(const UiContext& context, float tile_width)
      : width(tile_width),
        picture(std::round(kPictureShape * tile_width)),
        pad(context.theme.px(context.narrow ? 10 : 14)),
        text_width(tile_width - 2 * pad) {}
  float height(const Theme& theme, const DemoCard& demo) const {
    return std::ceil(picture + 0.8f * pad + wrapped_height(theme.fonts.strong, demo.title, text_width) + theme.px(4) +
                     wrapped_height(theme.fonts.small, demo.summary, text_width) + pad);
  }
};

void draw_tile(UiContext& context, const DemoCard& demo, const Box& box, const TileLayout& layout) {
  const Theme& theme = context.theme;
  ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
  const std::string id(demo.id);
  if (ImGui::InvisibleButton(id.c_str(), ImVec2(box.width, box.height))) context.requests.open_demo = id;
  const bool lively = draw_button_card(theme, box);
  const char* picture =
      draw_picture(context, id, {box.x, box.y, box.width, layout.picture}, ImDrawFlags_RoundCornersTop);
  const float under = box.y + layout.picture;
  ImGui::GetWindowDrawList()->AddLine(ImVec2(box.x, under), ImVec2(box.right(), under), theme.border);
  ImGui::SetCursorScreenPos(ImVec2(box.x + layout.pad, under + std::round(0.8f * layout.pad)));
  wrapped_text(theme.fonts.strong, lively ? theme.accent : theme.text, demo.title, layout.text_width);
  ImGui::SetCursorScreenPos(ImVec2(box.x + layout.pad, ImGui::GetItemRectMax().y + theme.px(4)));
  wrapped_text(theme.fonts.small, theme.muted, demo.summary, layout.text_width);
  draw_card_edge(theme, box, lively);
  context.ui.home.places.push_back({id, "", picture, box});
}

void draw_lecture(UiContext& context, const Grid& grid, std::span<const DemoCard> demos) {
  const Theme& theme = context.theme;
  const TileLayout layout(context, grid.column_width());
  draw_heading(context, grid, lecture_title(demos.front().lecture));
  float y = ImGui::GetCursorScreenPos().y;
  const auto columns = static_cast<std::size_t>(grid.columns);
  for (std::size_t from = 0; from < demos.size(); from += columns) {
    const auto row = demos.subspan(from, std::min(columns, demos.size() - from));
    float height = 0;
    for (const DemoCard& demo : row) height = std::max(height, layout.height(theme, demo));
    for (std::size_t i = 0; i < row.size(); ++i)
      draw_tile(context, row[i], {grid.column_x(static_cast<int>(i)), y, layout.width, height}, layout);
    y += height + grid.gap;
  }
  ImGui::SetCursorScreenPos(ImVec2(grid.x, y - grid.gap));
}

void draw_lectures(UiContext& context, const Box& box) {
  const Grid grid(context, box, kLeastTile_px);
  std::vector<DemoCard> demos = demo_cards();
  std::erase_if(demos, [&](const DemoCard& demo) { return !matches(demo, context.ui.home.search); });
  for (auto from = demos.begin(); from != demos.end();) {
    const auto to = std::find_if(from, demos.end(),
                                 [lecture = from->lecture](const DemoCard& demo) { return demo.lecture != lecture; });
    draw_lecture(context, grid, std::span(from, to));
    from = to;
  }
  if (!demos.empty()) return;
  ImGui::SetCursorScreenPos(ImVec2(grid.x, ImGui::GetCursorScreenPos().y + context.theme.px(30)));
  wrapped_text(context.theme.fonts.text, context.theme.muted, "No demo is about \"" + context.ui.home.search + "\".",
               grid.width);
}

// ---- The reader's last states -----------------------------------------------------------------------------

void draw_recent(UiContext& context, const RecentState& state, const Box& box, std::int64_t now_s) {
  const Theme& theme = context.theme;
  const DemoCard demo = *Registry::instance().card(state.id);
  const float pad = theme.px(10), picture = context.narrow ? 0 : box.height;
  ImGui::PushID(state.link.c_str());
  ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
  if (ImGui::InvisibleButton("recent", ImVec2(box.width, box.height))) context.requests.open_link = state.link;
  const bool lively = draw_button_card(theme, box);
  const char* shown = "";
  if (picture > 0)
    shown = draw_picture(context, state.id, {box.x, box.y, picture, box.height}, ImDrawFlags_RoundCornersLeft);
  const float x = box.x + picture + pad, width = box.width - picture - 2 * pad;
  const float line = wrapped_height(theme.fonts.small, "x", width), gap = theme.px(2);
  const float title = wrapped_height(theme.fonts.small, demo.title, width);
  float y = box.y + (box.height - title - 2 * (line + gap)) / 2;
  ImGui::SetCursorScreenPos(ImVec2(x, y));
  wrapped_text(theme.fonts.small, lively ? theme.accent : theme.text, demo.title, width);
  y += title + gap;
  for (const std::string& text :
       {state.detail.empty() ? "at its defaults" : state.detail, time_since(state.when_s, now_s)}) {
    ImGui::SetCursorScreenPos(ImVec2(x, y));
    text_in_one_line(theme.fonts.small, theme.muted, text, width);
    y += line + gap;
  }
  draw_card_edge(theme, box, lively);
  ImGui::PopID();
  context.ui.home.places.push_back({state.id, state.link, shown, box});
}

void draw_recents(UiContext& context, const Box& box) {
  const std::vector<RecentState>& states = context.ui.recent.all();
  if (states.empty() || !context.ui.home.search.empty()) return;
  Grid grid(context, box, kLeastRecent_px);
  grid.columns = std::min(grid.columns, static_cast<int>(RecentStates::kMaximum));
  draw_heading(context, grid, "Where you were");
  const float top = ImGui::GetCursorScreenPos().y, height = context.theme.px(76);
  const auto now_s = static_cast<std::int64_t>(std::time(nullptr));
  for (std::size_t i = 0; i < states.size(); ++i) {
    const int column = static_cast<int>(i) % grid.columns, row = static_cast<int>(i) / grid.columns;
    const float y = top + static_cast<float>(row) * (height + grid.gap);
    draw_recent(context, states[i], {grid.column_x(column), y, grid.column_width(), height}, now_s);
  }
  const int rows = (static_cast<int>(states.size()) + grid.columns - 1) / grid.columns;
  ImGui::SetCursorScreenPos(ImVec2(grid.x, top + static_cast<float>(rows) * (height + grid.gap) - grid.gap));
}

}  // namespace

float home_margin(const UiContext& context, float width) {
  const float least = context.theme.px(context.narrow ? 12 : 28);
  return std::round(std::max(least, (width - context.theme.px(kWidest_px)) / 2));
}

void draw_home(UiContext& context, const Box& box) {
  const Theme& theme = context.theme;
  const Grid grid(context, box, kLeastTile_px);
  ImGui::SetCursorScreenPos(ImVec2(grid.x, ImGui::GetCursorScreenPos().y + theme.px(context.narrow ? 6 : 12)));
  if (context.ui.home.search.empty()) {
    wrapped_text(
        theme.fonts.text, theme.muted,
        "Machine-learning lectures, live. Everything in a demo can be changed while it runs, and any state can "
        "be shared by link.",
        grid.width);
  }
  draw_recents(context, box);
  draw_lectures(context, box);
  ImGui::Dummy(ImVec2(1, theme.px(28)));
}

void draw_home_search(UiContext& context, float width) {
  draw_search_field(context, "home/search", context.ui.home.search, width);
}

}  // namespace lectern
