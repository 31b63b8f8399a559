#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <imgui.h>

#include "core/lab/action.h"
#include "core/lab/panel.h"
#include "web/look/theme.h"
#include "web/views/pinch.h"
#include "web/views/view_state.h"

// What every panel view is given and may answer. A view draws one kind of panel into the current Dear ImGui
// child region, which has the size to fill; it keeps nothing of its own between frames: what must last is in
// ViewState, kept by the application for each panel of each demo.
namespace lectern {

namespace gl {
class Pictures;  // web/gl/pictures.h: colour maps, textures and shader programs shared by all views
}

// Where views send what a person did.
class ActionSink {
 public:
  virtual ~ActionSink() = default;

  // Something done inside the panel that is being drawn, in the panel's own coordinates.
  virtual void act(Gesture gesture) = 0;

  // Sets an integer parameter of the demo (Images::picks_parameter).
  virtual void set_parameter(std::string_view id, int value) = 0;
  // Sets any parameter, as it is written in links (NetworkButton).
  virtual void set_parameter_text(std::string_view id, std::string_view text) = 0;

  // Opens another demo on the data of this one; behind its id may stand values (core/lab/demo_link.h).
  virtual void open_demo(std::string_view words) = 0;

  // A page's HTML text field over `box` (screen coordinates of Dear ImGui) to type a value into. `key` names
  // the field within the panel; the text typed is had by taken_text() in the frame after it was accepted.
  virtual void ask_for_text(std::string_view key, std::string_view current, ImVec2 box_min, ImVec2 box_max) = 0;
  // The text accepted for `key`, once; empty: nothing yet.
  virtual std::string taken_text(std::string_view key) = 0;

  // Another frame is needed `after_s` seconds from now although no input arrives (animation).
  virtual void request_frame(double after_s) = 0;
};

struct ViewContext {
  const Theme& theme;
  gl::Pictures& pictures;
  ActionSink& actions;
  ViewState& state;
  std::uint64_t snapshot_number = 0;  // changes when the panel's content may have changed: upload textures then
  std::uint64_t run = 0;              // changes when another run begins: axes are fitted anew
  std::uint64_t change = 0;           // changes when a person has changed one thing of the run
  std::uint64_t subject = 0;          // changes when what was seen before has nothing to do with what is seen now
  bool touch = false;                 // the last input was a finger: targets of at least 44 logical px
  SharedLook* look = nullptr;         // of all panels of a run
  Pinch pinch{};                      // wherever on the screen it happened
  bool maximised = false;             // the panel has the whole centre: room for more detail
  // In a scrolling column a vertical one-finger drag scrolls the page: views then take drags that begin on a
  // point, a handle or a pad only, and two-finger gestures.
  bool page_scrolls = false;

  float px(float logical) const { return logical * theme.scale; }
};

// Draws the content of a panel (not its title) into the current child region, whatever its kind.
void draw_panel(const Panel& panel, ViewContext& context);

void draw_plane(const Plane& plane, ViewContext& context);
void draw_images(const Images& images, ViewContext& context);
void draw_network(const Network& network, ViewContext& context);
void draw_tree(const Tree& tree, ViewContext& context);
void draw_matrix(const MatrixCells& matrix, ViewContext& context);
void draw_distribution(const Distribution& distribution, ViewContext& context);
void draw_cloud(const Cloud& cloud, ViewContext& context);
void draw_table(const Table& table, ViewContext& context);
void draw_text(const Text& text, ViewContext& context);

}  // namespace lectern
