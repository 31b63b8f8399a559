#include "web/views/panel_view.h"

namespace lectern {
namespace {

struct DrawContent {
  ViewContext& context;
  void operator()(const Plane& content) const { draw_plane(content, context); }
  void operator()(const Images& content) const { draw_images(content, context); }
  void operator()(const Network& content) const { draw_network(content, context); }
  void operator()(const Tree& content) const { draw_tree(content, context); }
  void operator()(const MatrixCells& content) const { draw_matrix(content, context); }
  void operator()(const Distribution& content) const { draw_distribution(content, context); }
  void operator()(const Cloud& content) const { draw_cloud(content, context); }
  void operator()(const Table& content) const { draw_table(content, context); }
  void operator()(const Text& content) const { draw_text(content, context); }
};

}  // namespace

void draw_panel(const Panel& panel, ViewContext& context) {
  // A region folded to nothing has no room for any picture.
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (room.x < 24 || room.y < 24) return;
  std::visit(DrawContent{context}, panel.content);
}

}  // namespace lectern
