#include <algorithm>
#include <cmath>

#include "web/views/drawing.h"
#include "web/views/panel_view.h"
#include "web/views/plot_frame.h"
#include "web/views/tree_map.h"

namespace lectern {
namespace {

constexpr int kDeepest = 400;  // beyond that a description is broken

// Leaves stand side by side in reading order, every other node above the middle of its children.
void place(const Tree& tree, TreeViewState& state) {
  state.across.assign(tree.nodes.size(), -1.0f);
  state.leaves = 0;
  state.stack.clear();
  if (!tree.nodes.empty()) state.stack.push_back(0);
  const auto count = static_cast<int>(tree.nodes.size());
  const auto child = [&](int index) { return index > 0 && index < count ? index : -1; };
  std::size_t steps = 0;
  while (!state.stack.empty() && steps++ < 4 * tree.nodes.size() + 8) {
    const int index = state.stack.back();
    const TreeNode& node = tree.nodes[static_cast<std::size_t>(index)];
    float& across = state.across[static_cast<std::size_t>(index)];
    const int left = child(node.left), right = child(node.right);
    const bool left_open = left >= 0 && state.across[static_cast<std::size_t>(left)] < 0;
    const bool right_open = right >= 0 && state.across[static_cast<std::size_t>(right)] < 0;
    if ((left_open || right_open) && state.stack.size() < kDeepest) {
      state.stack.push_back(left_open ? left : right);
      continue;
    }
    if (left < 0 && right < 0) {
      across = static_cast<float>(state.leaves++);
    } else {
      const float a = state.across[static_cast<std::size_t>(left >= 0 ? left : right)];
      const float b = state.across[static_cast<std::size_t>(right >= 0 ? right : left)];
      across = std::max((a + b) / 2, 0.0f);
    }
    state.stack.pop_back();
  }
}

template <typename F>
void for_each_edge(const Tree& tree, F visit) {
  const auto count = static_cast<int>(tree.nodes.size());
  for (int parent = 0; parent < count; ++parent)
    for (const int child :
         {tree.nodes[static_cast<std::size_t>(parent)].left, tree.nodes[static_cast<std::size_t>(parent)].right})
      if (child > 0 && child < count) visit(parent, child);
}

void draw_leaf_labels(const Tree& tree, const PlotFrame& frame, const Area& box, const ViewContext& context) {
  const TreeViewState& state = context.state.tree;
  const ImFont& font = *context.theme.fonts.small;
  const float pitch = frame.area().width() / static_cast<float>(std::max(state.leaves, 1));
  if (pitch < line_height(font)) return;
  ImDrawList& list = frame.list();
  list.PushClipRect(box.min, box.max);
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const TreeNode& node = tree.nodes[i];
    if (node.left >= 0 || node.right >= 0) continue;
    const ImVec2 at(frame.map().x(state.across[i]), frame.area().max.y + line_height(font) / 2 + context.px(4));
    draw_fitting_label(list, font, at, 0.5f, context.theme.muted, node.label, pitch - context.px(3));
  }
  list.PopClipRect();
}

void draw_dendrogram(const Tree& tree, const Area& box, ViewContext& context) {
  const TreeViewState& state = context.state.tree;
  Axis across, height;
  height.label = tree.height_label;
  across.range = {-0.7, std::max(static_cast<double>(state.leaves) - 0.3, 0.7)};
  PlotSpec spec(across, height);
  spec.x.ticks = false;
  spec.y.content.take(0.0);
  for (const TreeNode& node : tree.nodes) spec.y.content.take(node.height);
  const Area plot{box.min, {box.max.x, box.max.y - line_height(*context.theme.fonts.small) - context.px(4)}};
  const PlotFrame frame("##dendrogram", spec, plot, context);
  if (!frame.is_drawn()) return;
  const auto at = [&](int index) {
    return frame.map().at(state.across[static_cast<std::size_t>(index)],
                          tree.nodes[static_cast<std::size_t>(index)].height);
  };
  const float width = context.px(1.6f);
  for_each_edge(tree, [&](int parent, int child) {
    const ImU32 color = context.theme.color(tree.nodes[static_cast<std::size_t>(child)].color);
    const ImVec2 corner(at(child).x, at(parent).y);
    frame.list().AddLine(at(child), corner, color, width);
    frame.list().AddLine(corner, at(parent), color, width);
  });
  if (tree.has_cut) {
    const float y = std::round(frame.map().y(tree.cut_height));
    const std::array<ImVec2, 2> line{ImVec2(frame.area().min.x, y), ImVec2(frame.area().max.x, y)};
    draw_polyline(frame.list(), line.data(), 2, context.theme.accent, context.px(1.5f), true);
    draw_pill(frame.list(), context, {frame.area().max.x - context.px(4), y - context.px(12)},
              NumberText(tree.cut_height, 3));
  }
  draw_leaf_labels(tree, frame, box, context);
}

constexpr float kSmallestLetters = 0.74f;  // share of their size
constexpr std::size_t kMostBoxes = 160;    // nodes of a larger tree are all dots

struct DecisionLayout {
  float pitch_x, pitch_y, node_height;
  bool has_boxes;  // levels are far enough from each other
  ImVec2 origin;
};

// What a box may take beside the others of its level, and needs for its words; 0: it has no room and is a dot.
float box_width(const Tree& tree, std::size_t index, const DecisionLayout& layout, const Area& box,
                const ViewContext& context) {
  if (!layout.has_boxes) return 0;
  const std::vector<float>& across = context.state.tree.across;
  const float here = layout.origin.x + across[index] * layout.pitch_x;
  float room = 2 * std::min(here - box.min.x, box.max.x - here);
  for (std::size_t other = 0; other < tree.nodes.size(); ++other) {
    if (other == index || tree.nodes[other].height != tree.nodes[index].height) continue;
    room = std::min(room, 0.94f * std::fabs(across[other] - across[index]) * layout.pitch_x);
  }
  if (room < context.px(30)) return 0;
  const TreeNode& node = tree.nodes[index];
  const float words = text_width(*context.theme.fonts.small, node.label);
  // What a leaf says is said whole or not at all: half a number is another one.
  const bool is_leaf = node.left < 0 && node.right < 0;
  if (is_leaf && kSmallestLetters * words + context.px(6) > room) return 0;
  return std::min(room, words + context.px(14));
}

void draw_decision_node(const TreeNode& node, ImVec2 center, float width, const DecisionLayout& layout, bool hovered,
                        const ViewContext& context) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  const ImU32 color = theme.color(node.color);
  const bool leaf = node.left < 0 && node.right < 0;
  if (width == 0) {
    const float radius = context.px(2.5f + 4.5f * std::sqrt(std::clamp(node.weight, 0.0f, 1.0f)));
    list.AddCircleFilled(center, radius, leaf ? color : theme.surface);
    list.AddCircle(center, radius, color, 0, context.px(1.5f));
    return;
  }
  const ImVec2 half(width / 2, layout.node_height / 2);
  list.AddRectFilled(center - half, center + half, theme.surface, context.px(6));
  list.AddRectFilled(center - half, center + half, faded(color, leaf ? 0.28f : 0.1f), context.px(6));
  list.AddRect(center - half, center + half, hovered ? theme.accent : faded(color, 0.9f), context.px(6), 0,
               context.px(hovered ? 2 : 1.2f));
  const float words = text_width(*theme.fonts.small, node.label), room = width - context.px(10);
  const float tight = width - context.px(5);
  if (words <= room || kSmallestLetters * words > tight) {
    draw_fitting_label(list, *theme.fonts.small, center, 0.5f, theme.text, node.label, room);
    return;
  }
  const float scale = std::min(1.0f, tight / words);
  draw_scaled_label(list, *theme.fonts.small, scale, {center.x - scale * words / 2, center.y}, theme.text, node.label,
                    scale * words + 1);
}

void draw_decision_tree(const Tree& tree, const Area& box, ViewContext& context) {
  const TreeViewState& state = context.state.tree;
  float deepest = 1;
  for (const TreeNode& node : tree.nodes) deepest = std::max(deepest, std::isfinite(node.height) ? node.height : 0);
  DecisionLayout layout{};
  layout.pitch_x = box.width() / static_cast<float>(std::max(state.leaves, 1));
  layout.node_height = line_height(*context.theme.fonts.small) + context.px(12);
  layout.pitch_y = std::min((box.height() - layout.node_height - context.px(8)) / deepest, context.px(110));
  layout.has_boxes = tree.nodes.size() <= kMostBoxes && layout.pitch_y >= layout.node_height * 1.15f;
  layout.origin = {box.min.x + layout.pitch_x / 2, box.min.y + layout.node_height / 2 + context.px(4)};
  const auto at = [&](int index) {
    const TreeNode& node = tree.nodes[static_cast<std::size_t>(index)];
    return layout.origin +
           ImVec2(state.across[static_cast<std::size_t>(index)] * layout.pitch_x, node.height * layout.pitch_y);
  };
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for_each_edge(tree, [&](int parent, int child) {
    const ImVec2 a = at(parent), d = at(child);
    const float bend = (d.y - a.y) * 0.5f;
    const float share = std::clamp(tree.nodes[static_cast<std::size_t>(child)].weight, 0.0f, 1.0f);
    list.AddBezierCubic(a, {a.x, a.y + bend}, {d.x, d.y - bend}, d, context.theme.faint, context.px(0.8f + 5 * share),
                        16);
  });
  const ImVec2 pointer = ImGui::GetIO().MousePos;
  const TreeNode* under = nullptr;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const ImVec2 center = at(static_cast<int>(i));
    const float width = box_width(tree, i, layout, box, context);
    const ImVec2 half(std::max(width, context.px(14)) / 2, layout.node_height / 2);
    const bool hovered = is_hovered(box) && Area{center - half, center + half}.contains(pointer);
    if (hovered) under = &tree.nodes[i];
    draw_decision_node(tree.nodes[i], center, width, layout, hovered, context);
  }
  if (under == nullptr) return;
  Callout callout;
  callout.add(context.theme.color(under->color), under->label, "");
  callout.add(0, "share of the samples", NumberText(under->weight, 3));
  callout.draw(context, pointer);
}

// ---- A map: questions whose leaves open demos ------------------------------------------------------------

struct MapPlace {
  int node = 0, row = 0, indent = 0;
  bool in_line = false;  // a leaf behind its question
};

std::vector<MapPlace> map_places(const Tree& tree, int& rows) {
  struct Open {
    int node, indent;
  };
  std::vector<MapPlace> places;
  std::vector<Open> open{{0, 0}};
  const auto count = static_cast<int>(tree.nodes.size());
  const auto leaf_at = [&](int i) { return is_leaf(tree.nodes[static_cast<std::size_t>(i)]); };
  rows = 0;
  while (!open.empty() && rows < count) {
    const Open here = open.back();
    open.pop_back();
    if (here.node <= -1 || here.node >= count) continue;
    const TreeNode& node = tree.nodes[static_cast<std::size_t>(here.node)];
    places.push_back({here.node, rows, here.indent, false});
    if (!leaf_at(here.node)) {
      open.push_back({node.right, here.indent});
      if (node.left > 0 && node.left < count && leaf_at(node.left))
        places.push_back({node.left, rows, here.indent, true});
      else
        open.push_back({node.left, here.indent + 1});
    }
    ++rows;
  }
  return places;
}

void draw_map(const Tree& tree, const Area& box, ViewContext& context) {
  const Theme& theme = context.theme;
  const ImFont& font = *theme.fonts.small;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  int rows = 0;
  const std::vector<MapPlace> places = map_places(tree, rows);
  const float pitch = std::min(box.height() / static_cast<float>(std::max(rows, 1)), context.px(34));
  const float indent = std::min(context.px(26), 0.06f * box.width());
  float questions = 0, answers = 0;
  for (const MapPlace& place : places) {
    const TreeNode& node = tree.nodes[static_cast<std::size_t>(place.node)];
    const float words = text_width(font, node.label);
    if (node.left < 0)
      answers = std::max(answers, words);
    else
      questions = std::max(questions, words + indent * static_cast<float>(place.indent));
  }
  const float room = context.px(12);  // of a box, beside its words
  const float wanted = questions + answers + 2 * room + context.px(34);
  const float scale = std::clamp(std::min(box.width() / wanted, 0.94f * pitch / line_height(font)), 0.5f, 1.0f);
  const float half = std::min(pitch / 2 - 0.5f, (line_height(font) * scale + context.px(8)) / 2);
  const float answers_at = box.min.x + scale * (questions + room) + context.px(34) * scale;
  const auto left_of = [&](const MapPlace& place) {
    return place.in_line ? answers_at : box.min.x + indent * scale * static_cast<float>(place.indent);
  };
  const auto middle_of = [&](int row) { return box.min.y + pitch * (static_cast<float>(row) + 0.5f); };
  const auto width_of = [&](const MapPlace& place) {
    return scale * (text_width(font, tree.nodes[static_cast<std::size_t>(place.node)].label) + room);
  };
  // Ways first, so that boxes cover their ends.
  for (std::size_t i = 0; i < places.size(); ++i) {
    const MapPlace& place = places[i];
    const float y = middle_of(place.row);
    if (place.in_line) {
      const MapPlace& question = places[i - 1];
      const float from = left_of(question) + width_of(question);
      list.AddLine({from, y}, {answers_at, y}, theme.faint, context.px(1.4f));
      continue;
    }
    if (place.row == 0) continue;
    // Up to the question of which this is the answer.
    for (std::size_t j = i; j-- > 0;) {
      const MapPlace& parent = places[j];
      const TreeNode& node = tree.nodes[static_cast<std::size_t>(parent.node)];
      if (node.left != place.node && node.right != place.node) continue;
      const float x = left_of(parent) + context.px(8) * scale;
      list.AddLine({x, middle_of(parent.row)}, {x, y}, theme.faint, context.px(1.4f));
      list.AddLine({x, y}, {left_of(place), y}, theme.faint, context.px(1.4f));
      break;
    }
  }
  for (const MapPlace& place : places) {
    const TreeNode& node = tree.nodes[static_cast<std::size_t>(place.node)];
    const std::string_view demo = demo_opened_by(node.label);
    const ImVec2 low(left_of(place), middle_of(place.row) - half);
    const ImVec2 high(low.x + width_of(place), middle_of(place.row) + half);
    bool is_hot = false;
    if (!demo.empty()) {
      ImGui::SetCursorScreenPos(low);
      ImGui::PushID(place.node);
      if (ImGui::InvisibleButton("opens", {high.x - low.x, high.y - low.y})) context.actions.open_demo(demo);
      is_hot = ImGui::IsItemHovered() || ImGui::IsItemFocused();
      if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      ImGui::PopID();
    }
    const ImU32 color = theme.color(node.color);
    list.AddRectFilled(low, high, theme.surface, context.px(5));
    list.AddRectFilled(low, high, faded(color, demo.empty() ? 0.06f : 0.16f), context.px(5));
    list.AddRect(low, high, is_hot ? theme.accent : faded(color, 0.9f), context.px(5), 0,
                 context.px(is_hot || node.color == kColorAccent ? 2.0f : 1.0f));
    const float words = scale * text_width(font, node.label);
    draw_scaled_label(list, font, scale, {(low.x + high.x - words) / 2, middle_of(place.row)},
                      demo.empty() ? theme.text : theme.accent, demo_link_shown(node.label), words + 1);
  }
}

}  // namespace

void draw_tree(const Tree& tree, ViewContext& context) {
  const Area box = remaining_area();
  if (tree.nodes.empty()) {
    draw_empty(context, box, "No tree yet");
    return;
  }
  if (is_map(tree)) return draw_map(tree, box, context);
  TreeViewState& state = context.state.tree;
  if (state.version != context.snapshot_number) {
    place(tree, state);
    state.version = context.snapshot_number;
  }
  if (tree.dendrogram)
    draw_dendrogram(tree, box, context);
  else
    draw_decision_tree(tree, box, context);
}

}  // namespace lectern
