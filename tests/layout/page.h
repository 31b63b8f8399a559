#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/lab/panel.h"
#include "web/ui/ui_context.h"

namespace lectern::tests {

// A panel as it was drawn.
struct DrawnPanel {
  const Panel* panel = nullptr;
  Box box;
  const ViewState* state = nullptr;

  float area() const { return box.width * box.height; }
  // Of the picture alone, without axes and legend; 0 where it is not a plane.
  float picture_area() const;
  // The share of the box that is not left empty beside a plane that keeps its scale.
  float used() const { return 1 - state->plot.unused_px / std::max(area(), 1.0f); }
};

// The page with a demo open in it, drawn without a window.
class Page {
 public:
  // The demo of the link, after so many steps.
  Page(const std::string& link, std::uint64_t steps);
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  // Draws until everything has found its place.
  void draw(float width, float height, bool presenting);

  // Presses the button of that name (UiState::button_places). The demo that is to be opened by it; empty: none.
  std::string press(const std::string& button);
  // The same for what stands at a place of the window.
  std::string press_at(float x, float y);
  // Opens the demo that was pressed, as the page does; the link of it.
  std::string open(const std::string& demo);

  UiState& ui() { return *ui_; }
  const Snapshot& snapshot() const { return stage_.first().snapshot(); }
  // What is seen, the panel that leads first.
  std::vector<DrawnPanel> panels(std::size_t page = 0) const;
  std::size_t pages() const { return ui_->grids[0].pages().size(); }
  // Characters of a text that the typefaces have not.
  std::string missing_characters(const std::string& text) const;

 private:
  void draw_frame(float width, float height);
  void use_scale(float scale);

  Stage stage_;
  LessonGuide lesson_;
  TextFields fields_;
  platform::Health health_;
  std::unique_ptr<gl::Pictures> pictures_;
  std::unique_ptr<UiState> ui_;
  Theme theme_;
  float scale_ = 0, width_ = 0, height_ = 0;
  std::string wanted_demo_;
};

}  // namespace lectern::tests
